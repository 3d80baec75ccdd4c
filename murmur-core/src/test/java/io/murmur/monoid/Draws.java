package io.murmur.monoid;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random values for the laws. */
final class Draws {

  /** Texts that UTF-16 and UTF-8 order differently are frequent among these. */
  private static final int[] CODE_POINTS = {
    'a', 'b', 'Z', '0', ' ', ':', 0, 0x7F, 0xE4, 0x20AC, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600,
    0x10FFFF
  };

  private Draws() {}

  /** Sums of ten of them fit into 64 bits. */
  static Arbitrary<Long> longs() {
    return Arbitraries.longs().between(-(1L << 59), 1L << 59);
  }

  static Arbitrary<BigDecimal> decimals() {
    return Combinators.combine(
            Arbitraries.longs().between(-1_000_000_000_000L, 1_000_000_000_000L),
            Arbitraries.integers().between(-20, 20))
        .as(BigDecimal::valueOf)
        .map(Monoids::decimal);
  }

  static Arbitrary<Double> doubles() {
    return Arbitraries.doubles().between(-1e12, 1e12).map(number -> number + 0.0);
  }

  static Arbitrary<String> texts() {
    return Arbitraries.of(Arrays.stream(CODE_POINTS).boxed().toList())
        .list()
        .ofMaxSize(4)
        .map(
            points ->
                points.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  static <T> Arbitrary<Optional<T>> optional(Arbitrary<T> values) {
    return values.optional();
  }

  /** Few times and ids, so that equal places occur. */
  static <T> Arbitrary<Optional<Stamped<T>>> stamped(Arbitrary<T> values) {
    return Combinators.combine(Arbitraries.longs().between(-2, 2), texts(), values)
        .as(Stamped::new)
        .optional();
  }

  static Arbitrary<Set<String>> sets() {
    return texts().set().ofMaxSize(5).map(Set::copyOf);
  }

  /**
   * Values of a sketch of sets of numbers, few and many, that overlap.
   *
   * @param most the most items in one value
   */
  static <V> Arbitrary<V> numberSets(Monoid<V> monoid, int most, Function<Long, V> lift) {
    return Combinators.combine(
            Arbitraries.longs().between(0, most),
            Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.integers().between(0, 10)),
                Tuple.of(1, Arbitraries.integers().between(0, most))))
        .as(
            (start, count) -> {
              Accumulator<V> accumulator = monoid.accumulator();
              for (long i = 0; i < count; i++) {
                accumulator.add(lift.apply(start + i));
              }
              return accumulator.value();
            });
  }

  static Arbitrary<StructValue> structs(StructMonoid struct, List<Arbitrary<?>> fields) {
    return Combinators.combine(fields.stream().map(Arbitrary::asGeneric).toList())
        .as(values -> struct.value(values.toArray()));
  }
}
