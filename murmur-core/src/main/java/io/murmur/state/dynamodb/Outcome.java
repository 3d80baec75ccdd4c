package io.murmur.state.dynamodb;

import io.murmur.state.Stored;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a step that was sent. Errors that end the merge are not outcomes.
 *
 * @param <V> the type of the aggregate
 */
sealed interface Outcome<V> {

  /** The step was made. */
  record Done<V>(Optional<Stored<V>> stored) implements Outcome<V> {}

  /**
   * A condition did not hold.
   *
   * @param item what was found
   * @param resent whether the client sent the request more than once, so that an earlier copy may
   *     have been applied
   */
  record Refused<V>(Item item, boolean resent) implements Outcome<V> {}

  /** Others had claimed some of the events. */
  record Lost<V>(Set<String> eventIds) implements Outcome<V> {}

  /**
   * The step met another writer and was not made; try it again.
   *
   * @param throttled whether the table is short of capacity, rather than the item contended
   */
  record Busy<V>(boolean throttled, Throwable reason) implements Outcome<V> {}

  /** The server refused the request for what it says or what it would lead to. */
  record Invalid<V>(String message, Throwable reason) implements Outcome<V> {}
}
