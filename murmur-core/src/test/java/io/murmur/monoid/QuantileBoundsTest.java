package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * KLL far past what it holds exactly. It drops numbers at random, so these tests ask how often the
 * stated bound is kept, of so many tries that a correct sketch does not fail them in a lifetime.
 */
class QuantileBoundsTest {

  private static final int COUNT = 100_000;
  private static final double[] RANKS = {0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999};

  @Test
  void ranksStayWithinTheBoundWhateverTheGrouping() {
    KllMonoid kll = Monoids.kll(200);
    List<Integer> order = shuffled();
    List<KllValue> numbers = order.stream().map(n -> kll.lift(n + 1)).toList();
    int tries = 0;
    int misses = 0;
    for (Map.Entry<String, KllValue> result : Regroup.all(kll, numbers).entrySet()) {
      KllValue value = result.getValue();
      assertThat(value.count()).as(result.getKey()).isEqualTo(COUNT);
      assertThat(value.min()).as(result.getKey()).hasValue(1);
      assertThat(value.max()).as(result.getKey()).hasValue(COUNT);
      for (double rank : RANKS) {
        double found = value.quantile(rank).orElseThrow() / COUNT;
        double asked = value.rank(rank * COUNT).orElseThrow();
        assertThat(found).as(result.getKey()).isCloseTo(rank, within(3 * value.rankError()));
        misses += Math.abs(found - rank) > value.rankError() ? 1 : 0;
        misses += Math.abs(asked - rank) > value.rankError() ? 1 : 0;
        tries += 2;
      }
    }
    assertThat(misses).as("misses of " + tries).isLessThan(tries / 5);
  }

  @Test
  void oneRankIsOffByMoreThanTheBoundInFewOfManySketches() {
    KllMonoid kll = Monoids.kll(64);
    Random random = new Random(5);
    int sketches = 300;
    int misses = 0;
    for (int i = 0; i < sketches; i++) {
      Accumulator<KllValue> accumulator = kll.accumulator();
      for (int n = 0; n < 5000; n++) {
        accumulator.add(kll.lift(random.nextDouble()));
      }
      double error = accumulator.value().rank(0.5).orElseThrow() - 0.5;
      // The numbers are random too: three standard deviations of their own share below one half.
      misses +=
          Math.abs(error) > accumulator.value().rankError() + 3 * 0.5 / Math.sqrt(5000) ? 1 : 0;
    }
    assertThat(misses).as("the bound states 1 in 100").isLessThan(sketches / 20);
  }

  @Test
  void everythingIsExactUpToK() {
    KllMonoid kll = Monoids.kll(200);
    KllValue value =
        kll.combineAll(IntStream.rangeClosed(1, 200).mapToObj(n -> kll.lift(n)).toList());
    assertThat(value.quantile(0.5)).hasValue(100);
    assertThat(value.quantile(0.99)).hasValue(198);
    assertThat(value.quantile(0)).hasValue(1);
    assertThat(value.quantile(1)).hasValue(200);
    assertThat(value.rank(50)).hasValue(0.25);
  }

  @Test
  void staysWithinItsSize() {
    KllMonoid kll = Monoids.kll(200);
    assertThat(kll.codec().encode(kll.lift(1))).hasSize(16);
    Accumulator<KllValue> accumulator = kll.accumulator();
    for (int n = 0; n < COUNT; n++) {
      accumulator.add(kll.lift(n));
    }
    assertThat(kll.codec().encode(accumulator.value()).length).isLessThan(5200);
    KllValue doubled = accumulator.value();
    for (int i = 0; i < 13; i++) {
      doubled = kll.combine(doubled, doubled);
    }
    assertThat(doubled.count()).isEqualTo((long) COUNT << 13);
    assertThat(kll.codec().encode(doubled).length).isLessThan(5500);
    assertThat(doubled.quantile(0.5).orElseThrow()).isCloseTo(COUNT / 2.0, within(0.05 * COUNT));
  }

  @Test
  void anEmptyValueHasNoQuantiles() {
    KllValue empty = Monoids.kll(200).identity();
    assertThat(empty.quantile(0.5)).isEmpty();
    assertThat(empty.rank(1)).isEmpty();
    assertThat(empty.min()).isEmpty();
    assertThat(empty.max()).isEmpty();
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> empty.quantile(bad));
    }
  }

  private static List<Integer> shuffled() {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, COUNT).boxed().toList());
    Collections.shuffle(numbers, new Random(3));
    return numbers;
  }
}
