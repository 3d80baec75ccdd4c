package io.murmur.state.valkey;

import io.murmur.state.Merge;
import java.util.List;

/**
 * A way of keeping and merging values.
 *
 * @param <V> the type of the aggregate
 */
interface Merging<V> {

  /**
   * The value of an item.
   *
   * @throws io.murmur.monoid.CorruptValueException if the item does not hold one
   */
  V read(Item item);

  /**
   * Applies a merge on the server, unless its guard holds it back; the answer is that of {@link
   * Guarded}'s scripts.
   *
   * @throws ArithmeticException if the exact result cannot be represented
   * @throws IllegalArgumentException if the delta cannot be combined or kept
   */
  List<?> merge(Link link, Merge<V> merge);
}
