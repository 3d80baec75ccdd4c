package io.murmur.swap.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.Decayed;
import io.murmur.monoid.FrequentItemsMonoid;
import io.murmur.monoid.FrequentItemsValue;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.ThetaMonoid;
import io.murmur.monoid.ThetaValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When two values are the same, kind by kind. */
class ValuesTest {

  @Test
  void numbersAreComparedExactlyAlsoWhereDoublesCannotTellThem() {
    assertThat(compare(Monoids.count(), 7L, 7L)).isEqualTo(Verdict.SAME);
    Verdict close = compare(Monoids.sumLong(), Long.MAX_VALUE, Long.MAX_VALUE - 1);
    assertThat(close.equal()).isFalse();
    assertThat(close.size()).isPositive();
    assertThat(compare(Monoids.sumLong(), -5L, 5L).size()).isEqualTo(2);
    assertThat(compare(Monoids.sumDecimal(), new BigDecimal("0.1"), new BigDecimal("0.2")).size())
        .isEqualTo(0.5);
  }

  @Test
  void sumsOfDoublesMayDifferInTheirLastBits() {
    assertThat(compare(Monoids.sumDouble(), 0.1 + 0.2, 0.3)).isEqualTo(Verdict.WITHIN_BOUNDS);
    assertThat(compare(Monoids.sumDouble(), 1.0, 1.00001).equal()).isFalse();
  }

  @Test
  void extremaAndSetsAreComparedExactly() {
    assertThat(compare(Monoids.maxDouble(), Optional.of(0.1 + 0.2), Optional.of(0.3)).equal())
        .isFalse();
    assertThat(compare(Monoids.maxLong(), Optional.empty(), Optional.of(1L)).size()).isEqualTo(1);
    Verdict sets = compare(Monoids.stringSet(), Set.of("a", "b", "c"), Set.of("b", "c", "d"));
    assertThat(sets.size()).isEqualTo(0.5);
    assertThat(sets.what()).isEqualTo("1 members only live, 1 only in the shadow");
  }

  @Test
  void mapsNameTheEntryThatDiffersMost() {
    Verdict verdict =
        compare(
            Monoids.mapOf(Monoids.count()),
            Map.of("a", 1L, "b", 100L, "c", 3L),
            Map.of("a", 1L, "b", 101L, "c", 4L));
    assertThat(verdict).isEqualTo(Verdict.different(0.25, "entry 'c': 3 and 4"));
    assertThat(
            compare(Monoids.mapOf(Monoids.count()), Map.of("a", 1L), Map.of("a", 1L, "b", 0L))
                .what())
        .isEqualTo("entry 'b': only in the shadow");
    assertThat(
            compare(Monoids.mapOf(Monoids.sumDouble()), Map.of("a", 0.1 + 0.2), Map.of("a", 0.3)))
        .isEqualTo(Verdict.WITHIN_BOUNDS);
  }

  @Test
  void thetaSketchesThatAreExactHaveToHoldTheSameItems() {
    ThetaMonoid theta = Monoids.theta(10);
    Verdict verdict = compare(theta, thetas(theta, 0, 100), thetas(theta, 1, 101));
    assertThat(verdict.equal()).isFalse();
    assertThat(verdict.what()).isEqualTo("1 items only live, 1 only in the shadow");
    assertThat(compare(theta, thetas(theta, 0, 20_000), thetas(theta, 50, 20_050)))
        .isEqualTo(Verdict.WITHIN_BOUNDS);
    assertThat(compare(theta, thetas(theta, 0, 20_000), thetas(theta, 0, 30_000)).what())
        .startsWith("distinct counts of ");
  }

  @Test
  void distinctCountsMeetWhereTheirRangesDo() {
    HllMonoid hll = Monoids.hll(12);
    assertThat(compare(hll, hlls(hll, 0, 10_000), hlls(hll, 20, 10_020)))
        .isEqualTo(Verdict.WITHIN_BOUNDS);
    Verdict apart = compare(hll, hlls(hll, 0, 10_000), hlls(hll, 0, 12_000));
    assertThat(apart.equal()).isFalse();
    assertThat(apart.size()).isBetween(0.1, 0.25);
    assertThat(compare(hll, hlls(hll, 0, 10), hlls(hll, 0, 11)).equal())
        .as("few items are counted exactly")
        .isFalse();
  }

  @Test
  void frequentItemsMeetWhereTheRangesOfEachWeightDo() {
    FrequentItemsMonoid frequent = Monoids.frequentItems(64);
    FrequentItemsValue forwards = frequent(frequent, 0, 1);
    FrequentItemsValue backwards = frequent(frequent, 4999, -1);
    assertThat(forwards).isNotEqualTo(backwards);
    assertThat(compare(frequent, forwards, backwards)).isEqualTo(Verdict.WITHIN_BOUNDS);
    FrequentItemsValue more = frequent.combine(backwards, frequent.lift("item-1", 1));
    assertThat(compare(frequent, forwards, more).what())
        .isEqualTo("total weights of 5000 and 5001");
    FrequentItemsValue one = frequent.combine(forwards, frequent.lift("a", 900));
    FrequentItemsValue other = frequent.combine(backwards, frequent.lift("b", 900));
    assertThat(compare(frequent, one, other).what()).startsWith("item '").contains("weights of ");
  }

  @Test
  void decayedSumsHaveTheSameTimeAndNearlyTheSameValue() {
    Monoid<Decayed> decayed = Monoids.decayedSum(Duration.ofHours(1));
    assertThat(compare(decayed, new Decayed(1, 5), new Decayed(1 + 1e-12, 5)))
        .isEqualTo(Verdict.WITHIN_BOUNDS);
    assertThat(compare(decayed, new Decayed(1, 5), new Decayed(1.1, 5)).equal()).isFalse();
    assertThat(compare(decayed, new Decayed(1, 5), new Decayed(1, 6)).what())
        .isEqualTo("newest events at 5 and 6 ms");
  }

  @Test
  void bloomFiltersHaveToBeEqual() {
    var bloom = Monoids.bloom(100, 0.01);
    assertThat(compare(bloom, bloom.lift("a"), bloom.lift("a"))).isEqualTo(Verdict.SAME);
    assertThat(compare(bloom, bloom.lift("a"), bloom.lift("b")).equal()).isFalse();
  }

  private static <V> Verdict compare(Monoid<V> monoid, V live, V shadow) {
    return new Values(1e-9).compare(monoid.structure(), live, shadow);
  }

  private static ThetaValue thetas(ThetaMonoid theta, int from, int to) {
    Accumulator<ThetaValue> all = theta.accumulator();
    for (int i = from; i < to; i++) {
      all.add(theta.lift("item-" + i));
    }
    return all.value();
  }

  private static io.murmur.monoid.HllValue hlls(HllMonoid hll, int from, int to) {
    var all = hll.accumulator();
    for (int i = from; i < to; i++) {
      all.add(hll.lift("item-" + i));
    }
    return all.value();
  }

  /** Item n comes about 5000 / (n + 1)^2 times of 5000, in one direction or the other. */
  private static FrequentItemsValue frequent(FrequentItemsMonoid frequent, int from, int step) {
    Accumulator<FrequentItemsValue> all = frequent.accumulator();
    for (int i = from; i >= 0 && i < 5000; i += step) {
      all.add(frequent.lift("item-" + (int) (5000.0 / (i + 1))));
    }
    return all.value();
  }
}
