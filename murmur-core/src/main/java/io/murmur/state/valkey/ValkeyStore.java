package io.murmur.state.valkey;

import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import io.murmur.state.StoreException;
import io.murmur.state.Stored;
import io.murmur.state.SupersededException;
import io.valkey.CommandObjects;
import io.valkey.exceptions.JedisDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * A store in Valkey, for those who use nothing else.
 *
 * <p><b>It is only as durable as the server.</b> Valkey acknowledges a write before it is on disk
 * or on a replica: with its usual settings a crash or a failover loses the last writes, fences and
 * claims with them, and an eviction loses whole aggregates. Only {@code appendonly yes} with {@code
 * appendfsync always}, {@code maxmemory-policy noeviction} and no failover to a replica that lags
 * make it a source of truth. Otherwise use DynamoDB as the store, and Valkey as its {@link
 * ValkeyCache}.
 *
 * <p>Each merge is one Lua script that checks the guard, changes the value and leaves fence,
 * claims, version and expiry, all or nothing. Counts, sums of longs, sets of strings, and structs
 * of these use the server's own operations in one round trip; all other values are read, combined
 * and written back under a version condition. The value after a merge is told unless the item has
 * over 512 fields (a large set).
 *
 * <p>An item is a hash of one entity and bucket; a claim is a key of its own, with its own expiry,
 * in the same hash slot. Reads go to the primary, so both consistencies see every acknowledged
 * write. In a cluster, claims, fences and value of an item move together.
 *
 * @param <V> the type of the aggregate
 */
public final class ValkeyStore<V> implements Store<V> {

  private final ValkeyClient client;
  private final String namespace;
  private final ValkeyKeys keys;
  private final Monoid<V> monoid;
  private final Merging<V> merging;

  private ValkeyStore(ValkeyClient client, String namespace, Monoid<V> monoid) {
    this.client = client;
    this.namespace = namespace;
    this.keys = new ValkeyKeys(ValkeyKeys.Kind.STORE, namespace);
    this.monoid = monoid;
    this.merging =
        NativeMerging.of(monoid, keys)
            .orElseGet(() -> new ReadCombineWrite<>(monoid, keys, client.limits().timeout()));
  }

  /**
   * A store of one table.
   *
   * @param client stays open when the store is closed
   * @param namespace the table's name; all that is merged into one name must be of one monoid
   */
  public static <V> ValkeyStore<V> over(ValkeyClient client, String namespace, Monoid<V> monoid) {
    return new ValkeyStore<>(
        Objects.requireNonNull(client, "client"),
        Objects.requireNonNull(namespace, "namespace"),
        Objects.requireNonNull(monoid, "monoid"));
  }

  @Override
  public Monoid<V> monoid() {
    return monoid;
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return getMany(List.of(key), consistency).thenApply(found -> found.get(0));
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> wanted, Consistency consistency) {
    return Batches.inChunks(
            wanted,
            chunk ->
                client.call(
                    link -> {
                      var found = link.sendAll(reads(chunk, link.commands()));
                      List<Optional<Stored<V>>> items = new ArrayList<>(chunk.size());
                      for (int i = 0; i < chunk.size(); i++) {
                        items.add(read(chunk.get(i), found.get(i)));
                      }
                      return items;
                    }))
        .exceptionallyCompose(
            e -> failed("reading %d keys of %s".formatted(wanted.size(), this), e));
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    return client
        .call(link -> result(merge, apply(merge, link)))
        .exceptionallyCompose(
            e -> failed("merge into key %s of %s".formatted(merge.key(), this), e));
  }

  /** Does nothing: the client stays open. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "Valkey store '" + namespace + "'";
  }

  private List<Link.Command> reads(List<Key> wanted, CommandObjects commands) {
    return wanted.stream()
        .map(keys::item)
        .map(name -> new Link.Command(name, commands.hgetAll(name)))
        .toList();
  }

  private List<?> apply(Merge<V> merge, Link link) {
    try {
      return merging.merge(link, merge);
    } catch (ArithmeticException | IllegalArgumentException | CorruptValueException e) {
      throw new RejectedMergeException(
          merge.key(),
          "merge into key %s of %s rejected, its value is unchanged: %s"
              .formatted(merge.key(), this, e.getMessage()),
          e);
    }
  }

  private MergeResult<V> result(Merge<V> merge, List<?> answer) {
    String outcome = Item.text((byte[]) answer.get(0));
    return switch (outcome) {
      case Guarded.APPLIED -> new MergeResult.Applied<>(stored(merge.key(), answer.get(1)));
      case Guarded.FENCED -> fenced(merge, answer);
      case Guarded.CLAIMED -> new MergeResult.ClaimsLost<>(lost(merge, answer));
      default ->
          throw new PermanentStoreException(
              "the merge script of %s answered '%s'".formatted(this, outcome));
    };
  }

  private MergeResult<V> fenced(Merge<V> merge, List<?> answer) {
    Guard.Fence fence = (Guard.Fence) merge.guard();
    Stamp found = Guarded.stamp((byte[]) answer.get(1));
    if (found.generation() > fence.stamp().generation()) {
      throw new SupersededException(merge.key(), fence.writer(), fence.stamp(), found);
    }
    return new MergeResult.AlreadyApplied<>(stored(merge.key(), answer.get(2)));
  }

  private static Set<String> lost(Merge<?> merge, List<?> answer) {
    List<String> ids = ((Guard.Claims) merge.guard()).eventIds();
    return ((List<?>) answer.get(1))
        .stream().map(index -> ids.get(((Long) index).intValue())).collect(Collectors.toSet());
  }

  private Optional<Stored<V>> stored(Key key, Object reply) {
    return Item.ofReply(reply).map(item -> stored(key, item));
  }

  @SuppressWarnings("unchecked") // what HGETALL answers
  private Optional<Stored<V>> read(Key key, Object found) {
    if (found instanceof JedisDataException refused) {
      throw ValkeyErrors.translate("reading key %s of %s".formatted(key, this), refused);
    }
    return Item.of((Map<byte[], byte[]>) found).map(item -> stored(key, item));
  }

  private Stored<V> stored(Key key, Item item) {
    try {
      return new Stored<>(merging.read(item), item.version(), item.expiresAtEpochSecond());
    } catch (CorruptValueException e) {
      throw new PermanentStoreException(
          "key %s of %s holds no value of %s: %s; nothing was changed"
              .formatted(key, this, monoid.structure().canonical(), e.getMessage()),
          e);
    }
  }

  private static <T> CompletionStage<T> failed(String what, Throwable error) {
    StoreException known = ValkeyErrors.translate(what, error);
    return CompletableFuture.failedFuture(known);
  }
}
