package io.murmur.state;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An accelerator of reads that is never the truth: it only holds values that a {@link Store}
 * returned, each with its version, and may lose any of them at any time. Safe for concurrent use.
 *
 * <p>Invariant: for one key, a put of a lower version than the one held changes nothing. So lost,
 * late and repeated puts heal by themselves.
 *
 * <p>A cache that cannot be reached answers {@link Lookup.Down}; its stages complete normally and
 * within the cache's timeout.
 *
 * @param <V> the type of the aggregate
 */
public interface Cache<V> extends AutoCloseable {

  /** The answer of a cache for one key. */
  sealed interface Lookup<V> {
    /** The cache holds this. */
    record Hit<V>(Stored<V> stored) implements Lookup<V> {}

    /** The cache does not hold the key. */
    record Miss<V>() implements Lookup<V> {}

    /** The cache could not be asked. */
    record Down<V>(Throwable reason) implements Lookup<V> {}
  }

  /** What the cache holds for a key. */
  CompletionStage<Lookup<V>> get(Key key);

  /** What the cache holds for many keys: one answer for each in the same order; keys may repeat. */
  CompletionStage<List<Lookup<V>>> getMany(List<Key> keys);

  /**
   * Keeps a value unless the cache holds the same or a newer version. Completes with false if the
   * cache could not be reached.
   */
  CompletionStage<Boolean> put(Key key, Stored<V> stored);

  /**
   * As {@link #put} for many values, in few requests where the cache can do so. Completes with how
   * many of them reached it.
   */
  default CompletionStage<Long> putMany(Map<Key, Stored<V>> values) {
    CompletionStage<Long> reached = CompletableFuture.completedFuture(0L);
    for (var entry : values.entrySet()) {
      reached =
          reached.thenCombine(
              put(entry.getKey(), entry.getValue()), (sum, arrived) -> arrived ? sum + 1 : sum);
    }
    return reached;
  }

  /**
   * Rebuilds entries from the store in batches, reading consistently. Completes with the number of
   * values put; where the cache cannot be reached that is less than the store has.
   */
  CompletionStage<Long> repopulate(Store<V> source, Collection<Key> keys);

  /** Releases what this cache opened itself. */
  @Override
  void close();
}
