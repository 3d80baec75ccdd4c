package io.murmur.testing;

import io.murmur.monoid.Monoid;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A monoid with everything a store's test needs to know of it.
 *
 * @param name what a failed test is called after
 * @param monoid the monoid
 * @param delta draws what one event might add; never the identity
 * @param same whether two values mean the same: equality, or for floating point the last bits aside
 * @param <V> the type of the aggregate
 */
public record MonoidSample<V>(
    String name, Monoid<V> monoid, Function<Random, V> delta, BiPredicate<V, V> same) {

  /** A sample whose values are compared by {@code equals}. */
  public static <V> MonoidSample<V> exact(
      String name, Monoid<V> monoid, Function<Random, V> delta) {
    return new MonoidSample<>(name, monoid, delta, Object::equals);
  }

  /** As many deltas as asked for, the same for the same seed. */
  public List<V> deltas(long seed, int count) {
    Random random = new Random(seed);
    return Stream.generate(() -> delta.apply(random)).limit(count).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
