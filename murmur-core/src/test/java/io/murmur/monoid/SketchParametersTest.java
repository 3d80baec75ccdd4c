package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SketchParametersTest {

  /** A sketch, another one of its kind, and how numbers become values of either. */
  private record Pair<V>(
      Monoid<V> monoid, Monoid<V> other, LongFunction<V> lift, LongFunction<V> otherLift) {
    V many(Monoid<V> of, LongFunction<V> lifted) {
      Accumulator<V> accumulator = of.accumulator();
      for (long i = 0; i < 5000; i++) {
        accumulator.add(lifted.apply(i));
      }
      return accumulator.value();
    }
  }

  static Stream<Pair<?>> pairs() {
    HllMonoid hll = Monoids.hll(10);
    HllMonoid otherHll = Monoids.hll(11);
    ThetaMonoid theta = Monoids.theta(8);
    ThetaMonoid otherTheta = Monoids.theta(9);
    KllMonoid kll = Monoids.kll(100);
    KllMonoid otherKll = Monoids.kll(101);
    FrequentItemsMonoid items = Monoids.frequentItems(32);
    FrequentItemsMonoid otherItems = Monoids.frequentItems(64);
    BloomMonoid bloom = Monoids.bloom(1000, 0.01);
    BloomMonoid otherSize = Monoids.bloom(2000, 0.01);
    BloomMonoid otherSeed = Monoids.bloom(1000, 0.01, 1);
    return Stream.of(
        new Pair<>(hll, otherHll, hll::lift, otherHll::lift),
        new Pair<>(theta, otherTheta, theta::lift, otherTheta::lift),
        new Pair<>(kll, otherKll, kll::lift, otherKll::lift),
        new Pair<>(items, otherItems, n -> items.lift("i" + n), n -> otherItems.lift("i" + n)),
        new Pair<>(bloom, otherSize, bloom::lift, otherSize::lift),
        new Pair<>(bloom, otherSeed, bloom::lift, otherSeed::lift));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  <V> void valuesWithOtherParametersDoNotCombine(Pair<V> pair) {
    V own = pair.lift().apply(1);
    V foreign = pair.otherLift().apply(1);
    assertThatIllegalArgumentException().isThrownBy(() -> pair.monoid().combine(own, foreign));
    assertThatIllegalArgumentException().isThrownBy(() -> pair.monoid().combine(foreign, own));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pair.monoid().combine(pair.monoid().identity(), foreign));
    assertThatIllegalArgumentException().isThrownBy(() -> pair.monoid().codec().encode(foreign));
    Accumulator<V> accumulator = pair.monoid().accumulator();
    accumulator.add(own);
    assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(foreign));
    assertThat(accumulator.value()).isEqualTo(own);
    assertThat(own).isNotEqualTo(foreign);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  <V> void bytesWithOtherParametersAreCorrupt(Pair<V> pair) {
    byte[] foreign = pair.other().codec().encode(pair.many(pair.other(), pair.otherLift()));
    assertThatThrownBy(() -> pair.monoid().codec().decode(foreign))
        .isInstanceOf(CorruptValueException.class);
    byte[] own = pair.monoid().codec().encode(pair.many(pair.monoid(), pair.lift()));
    assertThatThrownBy(() -> pair.other().codec().decode(own))
        .isInstanceOf(CorruptValueException.class);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  <V> void bytesOfAnotherSketchAreCorrupt(Pair<V> pair) {
    byte[] own = pair.monoid().codec().encode(pair.many(pair.monoid(), pair.lift()));
    pairs()
        .filter(other -> !other.monoid().getClass().equals(pair.monoid().getClass()))
        .forEach(
            other ->
                assertThatThrownBy(() -> other.monoid().codec().decode(own))
                    .isInstanceOf(CorruptValueException.class));
  }

  @Test
  void parametersOutOfRangeAreRefused() {
    Stream.<Runnable>of(
            () -> Monoids.hll(3),
            () -> Monoids.hll(22),
            () -> Monoids.theta(3),
            () -> Monoids.theta(27),
            () -> Monoids.kll(7),
            () -> Monoids.kll(65_536),
            () -> Monoids.frequentItems(4),
            () -> Monoids.frequentItems(100),
            () -> Monoids.frequentItems(1 << 27),
            () -> Monoids.bloom(0, 0.01),
            () -> Monoids.bloom(10, 0),
            () -> Monoids.bloom(10, 1),
            () -> Monoids.bloom(10, Double.NaN),
            () -> Monoids.bloom(1L << 40, 0.01))
        .forEach(bad -> assertThatIllegalArgumentException().isThrownBy(bad::run));
  }

  @Test
  void anEmptyItemIsRefusedAndNotLeftOut() {
    Stream.<Runnable>of(
            () -> Monoids.hll(12).lift(""),
            () -> Monoids.hll(12).lift(new byte[0]),
            () -> Monoids.theta(12).lift(""),
            () -> Monoids.theta(12).lift(new byte[0]),
            () -> Monoids.bloom(10, 0.1).lift(""),
            () -> Monoids.bloom(10, 0.1).lift(new byte[0]))
        .forEach(
            bad ->
                assertThatIllegalArgumentException()
                    .isThrownBy(bad::run)
                    .withMessageContaining("must not be empty"));
    FrequentItemsMonoid items = Monoids.frequentItems(8);
    assertThat(items.lift("").top(1)).singleElement().extracting("item").isEqualTo("");
  }

  @Test
  void aWeightThatIsNotPositiveOrExceedsTheTotalIsRefused() {
    FrequentItemsMonoid items = Monoids.frequentItems(8);
    assertThatIllegalArgumentException().isThrownBy(() -> items.lift("a", 0));
    assertThatIllegalArgumentException().isThrownBy(() -> items.lift("a", -1));
    assertThatIllegalArgumentException().isThrownBy(() -> items.lift("\uD800"));
    Accumulator<FrequentItemsValue> accumulator = items.accumulator();
    accumulator.add(items.lift("a", Long.MAX_VALUE));
    assertThatThrownBy(() -> accumulator.add(items.lift("b")))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> items.combine(accumulator.value(), items.lift("b")))
        .isInstanceOf(ArithmeticException.class);
    assertThat(accumulator.value().total()).isEqualTo(Long.MAX_VALUE);
  }
}
