package io.murmur.state;

import java.util.Optional;
import java.util.Set;

/**
 * What became of a merge. Errors are not results: they complete the stage exceptionally.
 *
 * @param <V> the type of the aggregate
 */
public sealed interface MergeResult<V> {

  /**
   * The delta is in the aggregate now.
   *
   * @param stored the item after this merge, where the store knows it
   */
  record Applied<V>(Optional<Stored<V>> stored) implements MergeResult<V> {}

  /**
   * The delta had been applied before; nothing was changed.
   *
   * @param stored the item as it was found, where the store knows it
   */
  record AlreadyApplied<V>(Optional<Stored<V>> stored) implements MergeResult<V> {}

  /**
   * Some of the events had been claimed before; nothing was written. Take their contributions out
   * and merge again.
   *
   * @param eventIds the ids that were lost, not empty
   */
  record ClaimsLost<V>(Set<String> eventIds) implements MergeResult<V> {
    /** Copies the ids. */
    public ClaimsLost {
      eventIds = Set.copyOf(eventIds);
    }
  }
}
