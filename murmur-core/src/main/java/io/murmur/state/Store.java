package io.murmur.state;

import io.murmur.monoid.Monoid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The source of truth for the aggregates of one monoid. Safe for concurrent use; no method blocks
 * on the network.
 *
 * <p>Stages complete exceptionally with a {@link StoreException}: a {@link TransientStoreException}
 * may go away when tried again, a {@link PermanentStoreException} will not.
 *
 * @param <V> the type of the aggregate
 */
public interface Store<V> extends AutoCloseable {

  /** How values of this store combine. */
  Monoid<V> monoid();

  /** The value of a key; empty if there is none. */
  default CompletionStage<Optional<Stored<V>>> get(Key key) {
    return get(key, Consistency.EVENTUAL);
  }

  /** The value of a key; empty if there is none. */
  CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency);

  /** As {@link #getMany(List, Consistency)}, eventually consistent. */
  default CompletionStage<List<Optional<Stored<V>>>> getMany(List<Key> keys) {
    return getMany(keys, Consistency.EVENTUAL);
  }

  /**
   * The values of any number of keys, in few requests. The answer has one entry for each requested
   * key in the same order; keys may repeat.
   */
  CompletionStage<List<Optional<Stored<V>>>> getMany(List<Key> keys, Consistency consistency);

  /**
   * Atomically combines a delta into the value of a key, under the merge's guard.
   *
   * <p>With {@link Guard.Fence} or {@link Guard.Claims} the same merge may be sent any number of
   * times, at once or after a lost answer: it is applied once.
   */
  CompletionStage<MergeResult<V>> merge(Merge<V> merge);

  /**
   * Reads a key or two that need not be there: fails, as a read does, if a table that merges need
   * is missing or may not be read.
   */
  default CompletionStage<?> reach() {
    return get(Key.allTime("reach"), Consistency.EVENTUAL);
  }

  /** Releases what this store opened itself; clients that were passed in stay open. */
  @Override
  void close();
}
