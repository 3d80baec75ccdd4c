package io.murmur.monoid;

/**
 * A mutable running combination of values: what {@link Monoid#combine} gives, without a new object
 * for each step where the monoid can do so.
 *
 * <p>Invariant: {@link #value()} equals the left-to-right combination of everything added since
 * creation or the last {@link #reset()}. The value returned stays valid and unchanged when the
 * accumulator goes on. Not safe for concurrent use.
 *
 * @param <V> the type of the aggregate
 */
public interface Accumulator<V> {

  /**
   * Combines a value into this accumulator. If it throws, the accumulator is unchanged.
   *
   * @throws ArithmeticException if the exact result cannot be represented
   * @throws IllegalArgumentException if the value was built with other parameters than the monoid's
   */
  void add(V value);

  /** The combination so far; the identity if nothing was added. */
  V value();

  /** Starts again from the identity. */
  void reset();
}
