package io.murmur.monoid;

/**
 * A monoid in which every value has an inverse: {@code combine(a, inverse(a)) = identity()}. It can
 * take a contribution back.
 *
 * @param <V> the type of the aggregate
 */
public interface Group<V> extends Monoid<V> {

  /**
   * The value that cancels the given one.
   *
   * @throws ArithmeticException if the inverse cannot be represented
   */
  V inverse(V value);
}
