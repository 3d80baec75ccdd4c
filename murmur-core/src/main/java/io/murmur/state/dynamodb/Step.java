package io.murmur.state.dynamodb;

import io.murmur.state.Stored;
import java.util.Optional;

/**
 * What has to be done next to get a delta into an item.
 *
 * @param <V> the type of the aggregate
 */
sealed interface Step<V> {

  /** The clauses and the conditions under which they are right. */
  ItemUpdate update();

  /**
   * Write the item.
   *
   * @param outcome the item after the write, where that is known beforehand
   */
  record Write<V>(ItemUpdate update, Optional<Stored<V>> outcome) implements Step<V> {}

  /**
   * Write nothing: the delta changes nothing as long as the condition holds.
   *
   * @param stored the item as it is
   */
  record Keep<V>(ItemUpdate update, Stored<V> stored) implements Step<V> {}
}
