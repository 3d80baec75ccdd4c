package io.murmur.state.dynamodb;

import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.Stored;
import io.murmur.window.BucketRange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads a state table whole, or all buckets of one entity: for exports and for people, not for
 * serving. All reads are consistent; a scan costs read units for the whole table, one for each 4
 * KB, and sees each item as it is when the scan comes by.
 *
 * <p>Items whose expiry has passed are left out. Methods block, and throw the exceptions that the
 * stages of a {@link DynamoDbStore} fail with.
 *
 * @param <V> the type of the aggregate
 */
public final class DynamoDbScan<V> {

  /** Every bucket there can be. */
  public static final BucketRange EVERY_BUCKET = new BucketRange(Long.MIN_VALUE, Long.MAX_VALUE);

  private static final String PART = Attributes.VALUE + "_";
  private static final Scalars<Long> LONGS = new Scalars.OfLong();

  private final DynamoDbAsyncClient client;
  private final String table;
  private final Cell<V> cell;
  private final InstantSource clock;

  /** Reads a table whose values are those of a monoid; the client stays the caller's. */
  public DynamoDbScan(DynamoDbAsyncClient client, String table, Monoid<V> monoid) {
    this(client, table, monoid, InstantSource.system());
  }

  DynamoDbScan(DynamoDbAsyncClient client, String table, Monoid<V> monoid, InstantSource clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.table = Objects.requireNonNull(table, "table");
    this.cell = Cell.of(monoid);
    this.clock = clock;
  }

  /**
   * One item.
   *
   * @param key what it is about
   * @param stored what it holds
   * @param <V> the type of the aggregate
   */
  public record Entry<V>(Key key, Stored<V> stored) {}

  /** Gives every item of the table, those of one entity from the oldest bucket to the newest. */
  public void all(BiConsumer<Key, Stored<V>> taker) {
    Map<String, AttributeValue> from = Map.of();
    do {
      var start = from.isEmpty() ? null : from;
      var page =
          join(
              "scanning table " + table,
              () ->
                  client.scan(
                      r -> r.tableName(table).consistentRead(true).exclusiveStartKey(start)));
      page.items().forEach(item -> give(item, taker));
      from = page.lastEvaluatedKey();
    } while (!from.isEmpty());
  }

  /** The buckets of an entity that are there, from the oldest to the newest. */
  public List<Entry<V>> buckets(String entity, BucketRange range) {
    List<Entry<V>> found = new ArrayList<>();
    Map<String, AttributeValue> from = Map.of();
    do {
      var start = from.isEmpty() ? null : from;
      var page =
          join(
              "reading the buckets of '" + entity + "' of table " + table,
              () ->
                  client.query(
                      r ->
                          r.tableName(table)
                              .consistentRead(true)
                              .keyConditionExpression(
                                  "#entity = :entity AND #bucket BETWEEN :first AND :last")
                              .expressionAttributeNames(
                                  Map.of(
                                      "#entity", Attributes.PARTITION, "#bucket", Attributes.SORT))
                              .expressionAttributeValues(
                                  Map.of(
                                      ":entity", AttributeValue.fromS(entity),
                                      ":first", LONGS.write(range.first()),
                                      ":last", LONGS.write(range.last())))
                              .exclusiveStartKey(start)));
      page.items()
          .forEach(item -> give(item, (key, stored) -> found.add(new Entry<>(key, stored))));
      from = page.lastEvaluatedKey();
    } while (!from.isEmpty());
    return found;
  }

  private void give(Map<String, AttributeValue> attributes, BiConsumer<Key, Stored<V>> taker) {
    Item item = new Item(attributes);
    Key key = item.key();
    if (item.expiredAt(clock.instant().getEpochSecond())) {
      return;
    }
    requireOwn(key, attributes);
    try {
      taker.accept(key, item.stored(cell));
    } catch (CorruptValueException e) {
      throw new PermanentStoreException(
          "the value of key %s in table %s cannot be read as one of this pipeline, it was left as it is: %s"
              .formatted(key, table, e.getMessage()),
          e);
    }
  }

  /** A part that the monoid does not have is the value of another pipeline, not nothing. */
  private void requireOwn(Key key, Map<String, AttributeValue> attributes) {
    List<String> foreign =
        attributes.keySet().stream()
            .filter(name -> name.equals(Attributes.VALUE) || name.startsWith(PART))
            .filter(name -> !cell.attributes().contains(name))
            .sorted()
            .toList();
    if (!foreign.isEmpty()) {
      throw new PermanentStoreException(
          "the value of key %s in table %s is another pipeline's: it has %s, this pipeline's are %s"
              .formatted(key, table, foreign, cell.attributes()));
    }
  }

  private static <T> T join(String doing, Supplier<CompletableFuture<T>> request) {
    CompletionStage<T> stage = Bare.stage(doing, request);
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
