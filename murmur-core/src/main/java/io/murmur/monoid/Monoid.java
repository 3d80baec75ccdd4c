package io.murmur.monoid;

import java.io.Serializable;

/**
 * An associative {@link #combine} with a neutral {@link #identity}: the law by which deltas of
 * events become one stored aggregate.
 *
 * <p>Laws, for all {@code a}, {@code b}, {@code c}:
 *
 * <ul>
 *   <li>identity: {@code combine(identity(), a) = a = combine(a, identity())}
 *   <li>associativity: {@code combine(a, combine(b, c)) = combine(combine(a, b), c)}
 *   <li>if {@link #commutative()}: {@code combine(a, b) = combine(b, a)}
 *   <li>if {@link #idempotent()}: {@code combine(a, a) = a}
 * </ul>
 *
 * For approximate monoids (sketches) "=" means: within the error bound that the monoid's
 * documentation states.
 *
 * <p>Values are treated as immutable: {@link #combine} never changes its arguments, and it may
 * return one of them. Implementations are stateless, serializable and safe for concurrent use.
 *
 * @param <V> the type of the aggregate
 */
public interface Monoid<V> extends Serializable {

  /** The neutral value: combining it with any value gives that value. */
  V identity();

  /**
   * Combines two values into a new one.
   *
   * @throws ArithmeticException if the exact result cannot be represented (a sum never wraps)
   * @throws IllegalArgumentException if the values were built with other parameters than this
   *     monoid's
   */
  V combine(V left, V right);

  /** Combines all values from left to right; the identity if there are none. */
  default V combineAll(Iterable<? extends V> values) {
    Accumulator<V> accumulator = accumulator();
    for (V value : values) {
      accumulator.add(value);
    }
    return accumulator.value();
  }

  /** A fresh mutable accumulator that holds the identity. */
  default Accumulator<V> accumulator() {
    return new FoldingAccumulator<>(this);
  }

  /** Whether the order of the operands is irrelevant. Only commutative monoids are coalesced. */
  default boolean commutative() {
    return true;
  }

  /**
   * Whether combining a value with itself changes nothing (maximum, set union, distinct counts).
   */
  default boolean idempotent() {
    return false;
  }

  /** Whether every value has an inverse, that is, whether this is a {@link Group}. */
  default boolean invertible() {
    return this instanceof Group;
  }

  /** The shape of the value and its parameters; stores choose their way of merging by it. */
  Structure structure();

  /** The value's binary form. */
  Codec<V> codec();
}
