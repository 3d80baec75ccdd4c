package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumericMonoidsTest {

  @Test
  void aSumOfLongsThatDoesNotFitIsAnErrorAndAddsNothing() {
    assertOverflows(Monoids.sumLong(), Long.MAX_VALUE, 1L, "does not fit into 64 bits");
    assertOverflows(Monoids.sumLong(), Long.MIN_VALUE, -1L, "does not fit into 64 bits");
    assertOverflows(Monoids.count(), Long.MAX_VALUE, 1L, "does not fit into 64 bits");
    assertThat(Monoids.sumLong().combine(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(-1);
    assertThatThrownBy(() -> Monoids.sumLong().inverse(Long.MIN_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aSumOfDoublesThatExceedsADoubleIsAnErrorAndAddsNothing() {
    assertOverflows(Monoids.sumDouble(), Double.MAX_VALUE, Double.MAX_VALUE, "exceeds a double");
  }

  @Test
  void aDoubleThatIsNotFiniteIsRefused() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Monoids.sumDouble().combine(1.0, bad))
          .withMessageContaining("finite");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Monoids.maxDouble().combine(Optional.of(1.0), Optional.of(bad)))
          .withMessageContaining("finite");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Monoids.kll(200).lift(bad))
          .withMessageContaining("finite");
    }
  }

  @Test
  void thereIsOneZero() {
    assertThat(Monoids.sumDouble().combine(-0.0, -0.0)).isEqualTo(0.0);
    assertThat(Monoids.sumDouble().inverse(0.0)).isEqualTo(0.0);
    assertThat(Monoids.minDouble().combine(Optional.empty(), Optional.of(-0.0))).contains(0.0);
    assertThat(Monoids.sumDecimal().combine(new BigDecimal("0.00"), new BigDecimal("0E+5")))
        .isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void aDecimalSumIsExactAndInItsShortestForm() {
    Group<BigDecimal> sum = Monoids.sumDecimal();
    assertThat(sum.combine(new BigDecimal("0.1"), new BigDecimal("0.2")))
        .isEqualTo(new BigDecimal("0.3"));
    assertThat(sum.combine(new BigDecimal("0.50"), new BigDecimal("0.500")))
        .isEqualTo(new BigDecimal("1"));
    assertThat(sum.combine(new BigDecimal("1E+3"), BigDecimal.ZERO))
        .isEqualTo(new BigDecimal("1000"));
    assertThat(sum.combine(new BigDecimal("1e40"), new BigDecimal("1e-40")))
        .isEqualTo(new BigDecimal("1" + "0".repeat(40) + "." + "0".repeat(39) + "1"));
  }

  @Test
  void aDecimalOutOfRangeIsRefusedBeforeItFillsTheMemory() {
    Group<BigDecimal> sum = Monoids.sumDecimal();
    for (String absurd : List.of("1E+126", "1E+2000000000", "1E-131", "1E-2000000000")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sum.combine(new BigDecimal(absurd), BigDecimal.ONE))
          .withMessageContaining("digits");
    }
    BigDecimal nines = new BigDecimal("9".repeat(126));
    assertOverflows(sum, nines, BigDecimal.ONE, "out of range");
  }

  @Test
  void aMaximumOverMissingPartsIsTheMaximumOfTheRest() {
    Monoid<Optional<Long>> max = Monoids.maxLong();
    assertThat(max.combineAll(List.of(Optional.of(-5L), max.identity(), max.identity())))
        .contains(-5L);
    assertThat(max.combineAll(List.of(max.identity(), max.identity()))).isEmpty();
  }

  @Test
  void firstAndLastGoByTimeThenByIdWhateverTheOrderOfArrival() {
    List<Optional<Stamped<Long>>> events =
        List.of(stamped(20, "b", 2), stamped(10, "\uE000", 3), stamped(10, "\uD83D\uDE00", 4));
    List<Optional<Stamped<Long>>> reversed = List.of(events.get(2), events.get(1), events.get(0));
    for (var arrival : List.of(events, reversed)) {
      assertThat(Monoids.firstLong().combineAll(arrival)).isEqualTo(stamped(10, "\uE000", 3));
      assertThat(Monoids.lastLong().combineAll(arrival)).isEqualTo(stamped(20, "b", 2));
      assertThat(
              Monoids.lastLong()
                  .combineAll(arrival.stream().filter(NumericMonoidsTest::early).toList()))
          .isEqualTo(stamped(10, "\uD83D\uDE00", 4));
    }
  }

  @Test
  void aDecayedPartLosesHalfOfItsWeightInEachHalfLife() {
    DecayedSumMonoid decayed = Monoids.decayedSum(Duration.ofHours(1));
    long hour = Duration.ofHours(1).toMillis();
    Decayed sum = decayed.combine(decayed.lift(8, 0), decayed.lift(1, 3 * hour));
    assertThat(sum).isEqualTo(new Decayed(2, 3 * hour));
    assertThat(decayed.combine(decayed.lift(1, 3 * hour), decayed.lift(8, 0))).isEqualTo(sum);
    assertThat(decayed.valueAt(sum, 4 * hour)).isEqualTo(1);
    assertThat(decayed.valueAt(sum, 0)).as("what came later stays in").isEqualTo(2);
    assertThat(decayed.valueAt(decayed.identity(), hour)).isZero();
    assertThat(decayed.valueAt(sum, Long.MAX_VALUE)).isZero();
    assertThat(decayed.combine(sum, decayed.lift(1, -1_000_000 * hour))).isEqualTo(sum);
  }

  @Test
  void aDecayedSumThatExceedsADoubleIsAnErrorAndAddsNothing() {
    assertOverflows(
        Monoids.decayedSum(Duration.ofHours(1)),
        new Decayed(Double.MAX_VALUE, 5),
        new Decayed(Double.MAX_VALUE, 5),
        "exceeds a double");
  }

  @Test
  void aHalfLifeBelowAMillisecondIsRefused() {
    for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofHours(-1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Monoids.decayedSum(bad));
    }
  }

  private static <V> void assertOverflows(Monoid<V> monoid, V left, V right, String message) {
    assertThatThrownBy(() -> monoid.combine(left, right))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining(message);
    Accumulator<V> accumulator = monoid.accumulator();
    accumulator.add(left);
    assertThatThrownBy(() -> accumulator.add(right))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining(message);
    assertThat(accumulator.value()).isEqualTo(left);
  }

  private static Optional<Stamped<Long>> stamped(long time, String id, long value) {
    return Optional.of(new Stamped<>(time, id, value));
  }

  private static boolean early(Optional<Stamped<Long>> event) {
    return event.orElseThrow().eventTimeMillis() == 10;
  }
}
