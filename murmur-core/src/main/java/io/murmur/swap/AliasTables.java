package io.murmur.swap;

import io.murmur.monoid.Monoid;
import io.murmur.query.Table;
import io.murmur.query.Tables;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.valkey.ValkeyCache;
import io.murmur.state.valkey.ValkeyClient;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The table that an alias is on, for a {@link io.murmur.query.Query}: each answer comes whole from
 * one table, its cache included, and a move is seen within the resolver's bound.
 *
 * <p>Every table is opened once, with a cache of its own: what a cache holds of one table is never
 * an answer about another. They stay open until this is closed, since answers from the table that
 * the alias left may be under way, and a rollback comes back to it.
 *
 * @param <V> the type of the aggregate
 */
public final class AliasTables<V> implements Tables<V>, AutoCloseable {

  private final AliasResolver resolver;
  private final Function<String, Table<V>> opener;
  private final Map<String, Table<V>> opened = new ConcurrentHashMap<>();

  private AliasTables(AliasResolver resolver, Function<String, Table<V>> opener) {
    this.resolver = Objects.requireNonNull(resolver, "resolver");
    this.opener = Objects.requireNonNull(opener, "opener");
  }

  /**
   * Follows an alias over tables of any kind.
   *
   * @param resolver stays the caller's
   * @param opener opens the store and the cache of a table by its name; two tables must never share
   *     a cache or a cache's namespace
   */
  public static <V> AliasTables<V> of(AliasResolver resolver, Function<String, Table<V>> opener) {
    return new AliasTables<>(resolver, opener);
  }

  /** Follows an alias over tables in DynamoDB; the client stays the caller's. */
  public static <V> AliasTables<V> inDynamoDb(
      AliasResolver resolver, DynamoDbAsyncClient client, Monoid<V> monoid) {
    return of(resolver, table -> Table.of(DynamoDbStore.builder(client, table, monoid).build()));
  }

  /**
   * Follows an alias over tables in DynamoDB with Valkey in front, under the table's name as
   * namespace: a job that fills the cache of a table has to use the same. The clients stay the
   * caller's.
   */
  public static <V> AliasTables<V> inDynamoDb(
      AliasResolver resolver, DynamoDbAsyncClient client, Monoid<V> monoid, ValkeyClient cache) {
    return of(
        resolver,
        table -> {
          Store<V> store = DynamoDbStore.builder(client, table, monoid).build();
          return Table.of(store, ValkeyCache.over(cache, table, monoid.codec()).build());
        });
  }

  @Override
  public CompletionStage<Table<V>> current() {
    return resolver.current().thenApply(table -> opened.computeIfAbsent(table, opener));
  }

  /** Closes the tables that were opened; answers that are under way may fail. */
  @Override
  public void close() {
    for (Table<V> table : opened.values()) {
      table.cache().ifPresent(cache -> cache.close());
      table.store().close();
    }
    opened.clear();
  }
}
