package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** HLL and Theta far past what they hold exactly, against what their documentation states. */
class DistinctCountBoundsTest {

  private static final int MILLION = 1_000_000;

  @Test
  void hllCountsAMillionWithinThreeStandardErrorsWhateverTheGrouping() {
    HllMonoid hll = Monoids.hll(12);
    List<HllValue> users = LongStream.range(0, MILLION).mapToObj(hll::lift).toList();
    Map<String, HllValue> results = Regroup.all(hll, users);
    HllValue any = results.get("shuffled");
    results.forEach((how, value) -> assertThat(value).as(how).isEqualTo(any));
    assertThat(any.estimate()).isCloseTo(MILLION, within(3 * 1.04 / 64 * MILLION));
    assertThat(any.lowerBound(3)).isLessThan(MILLION);
    assertThat(any.upperBound(3)).isGreaterThan(MILLION);
  }

  @Test
  void hllKeepsItsRelativeStandardErrorOverManySets() {
    for (int lgK : new int[] {8, 12}) {
      HllMonoid hll = Monoids.hll(lgK);
      double squares = 0;
      int sets = 40;
      for (long set = 0; set < sets; set++) {
        int items = 20_000;
        double estimate = distinct(hll, set << 32, items).estimate();
        squares += Math.pow(estimate / items - 1, 2);
      }
      double standardError = 1.04 / Math.sqrt(1 << lgK);
      assertThat(Math.sqrt(squares / sets)).as("lgK " + lgK).isLessThan(1.25 * standardError);
    }
  }

  @Test
  void hllIsPracticallyExactForSomeHundredItems() {
    HllMonoid hll = Monoids.hll(12);
    for (int items : new int[] {0, 1, 7, 8, 100, 384}) {
      assertThat(distinct(hll, 0, items).estimate()).isCloseTo(items, within(0.01 + items * 1e-4));
    }
  }

  @Test
  void hllBytesDoNotDependOnTheOrderEvenWithManyExceptions() {
    HllMonoid hll = Monoids.hll(15);
    HllValue forward = distinct(hll, 0, MILLION);
    HllValue backward =
        hll.combineAll(
            LongStream.range(0, MILLION).map(i -> MILLION - 1 - i).mapToObj(hll::lift).toList());
    byte[] bytes = hll.codec().encode(forward);
    assertThat(bytes.length).as("some registers are exceptions").isGreaterThan((1 << 14) + 40 + 20);
    assertThat(hll.codec().encode(backward)).isEqualTo(bytes);
    assertThat(hll.codec().decode(bytes)).isEqualTo(forward);
  }

  @Test
  void hllStaysWithinItsSize() {
    HllMonoid hll = Monoids.hll(12);
    assertThat(hll.codec().encode(hll.lift("a"))).hasSize(12);
    assertThat(hll.codec().encode(distinct(hll, 0, MILLION)).length).isBetween(2088, 2160);
  }

  @Test
  void thetaIsExactUpToItsCapacityAndWithinThreeStandardErrorsBeyond() {
    ThetaMonoid theta = Monoids.theta(12);
    assertThat(distinct(theta, 0, 4096).estimate()).isEqualTo(4096);
    List<ThetaValue> users = LongStream.range(0, MILLION).mapToObj(theta::lift).toList();
    Map<String, ThetaValue> results = Regroup.all(theta, users);
    ThetaValue any = results.get("shuffled");
    results.forEach((how, value) -> assertThat(value).as(how).isEqualTo(any));
    assertThat(any.estimate()).isCloseTo(MILLION, within(3.0 / Math.sqrt(4095) * MILLION));
    assertThat(any.lowerBound(3)).isLessThan(MILLION);
    assertThat(any.upperBound(3)).isGreaterThan(MILLION);
    assertThat(theta.codec().encode(any)).hasSize(24 + 8 * 4096);
    assertThat(theta.codec().encode(theta.lift("a"))).hasSize(16);
  }

  @Test
  void setOperationsOnThetaAreWithinTheirBounds() {
    ThetaMonoid theta = Monoids.theta(14);
    ThetaSet left = distinct(theta, 0, 600_000).asSet();
    ThetaSet right = distinct(theta, 400_000, 600_000).asSet();
    assertWithinBounds(left.union(right), 1_000_000, 0.03);
    assertWithinBounds(left.intersect(right), 200_000, 0.06);
    assertWithinBounds(left.minus(right), 400_000, 0.04);
    assertWithinBounds(left.minus(right).union(right.minus(left)), 800_000, 0.05);
    ThetaSet beyond = distinct(theta, 5_000_000, 1000).asSet();
    assertThat(left.intersect(beyond).estimate()).isZero();
    assertThat(left.intersect(beyond).upperBound(2)).isPositive();
  }

  @Test
  void setOperationsOnFewItemsAreExactAndTheUnionIsTheMonoids() {
    ThetaMonoid theta = Monoids.theta(10);
    ThetaValue left = distinct(theta, 0, 300);
    ThetaValue right = distinct(theta, 200, 300);
    assertThat(left.asSet().union(right.asSet()).estimate()).isEqualTo(500);
    assertThat(theta.combine(left, right).estimate()).isEqualTo(500);
    assertThat(left.asSet().intersect(right.asSet()).estimate()).isEqualTo(100);
    assertThat(left.asSet().minus(right.asSet()).estimate()).isEqualTo(200);
    assertThat(theta.identity().asSet().intersect(left.asSet()).estimate()).isZero();
    assertThat(theta.identity().asSet().minus(left.asSet()).estimate()).isZero();
    assertThat(left.asSet().minus(theta.identity().asSet()).estimate()).isEqualTo(300);
  }

  @Test
  void anItemIsTheSameWhereverItIsHashed() {
    HllMonoid hll = Monoids.hll(12);
    byte[] utf8 = "gr\u00fc\u00df".getBytes(StandardCharsets.UTF_8);
    assertThat(hll.lift("gr\u00fc\u00df")).isEqualTo(hll.lift(utf8));
    ThetaMonoid theta = Monoids.theta(12);
    assertThat(theta.lift("gr\u00fc\u00df")).isEqualTo(theta.lift(utf8));
    assertThat(hll.lift("1")).isNotEqualTo(hll.lift(1));
  }

  private static void assertWithinBounds(ThetaSet set, double truth, double relative) {
    assertThat(set.lowerBound(3)).isLessThanOrEqualTo(truth);
    assertThat(set.upperBound(3)).isGreaterThanOrEqualTo(truth);
    assertThat(set.estimate()).isCloseTo(truth, within(relative * truth));
  }

  private static HllValue distinct(HllMonoid hll, long first, int count) {
    Accumulator<HllValue> accumulator = hll.accumulator();
    for (long i = first; i < first + count; i++) {
      accumulator.add(hll.lift(i));
    }
    return accumulator.value();
  }

  private static ThetaValue distinct(ThetaMonoid theta, long first, int count) {
    Accumulator<ThetaValue> accumulator = theta.accumulator();
    for (long i = first; i < first + count; i++) {
      accumulator.add(theta.lift(i));
    }
    return accumulator.value();
  }
}
