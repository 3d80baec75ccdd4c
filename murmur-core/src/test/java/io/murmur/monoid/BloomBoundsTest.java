package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bloom filters at and far beyond their capacity, against what the documentation states. */
class BloomBoundsTest {

  private static final int CAPACITY = 10_000;
  private static final BloomMonoid BLOOM = Monoids.bloom(CAPACITY, 0.01);

  @Test
  void anItemThatWasThereIsAlwaysFoundEvenFarBeyondTheCapacity() {
    for (int items : new int[] {1, 127, 128, 129, CAPACITY, 20 * CAPACITY}) {
      BloomValue value = filled(items);
      for (int i = 0; i < items; i++) {
        assertThat(value.mayContain("item-" + i)).as("item-" + i + " of " + items).isTrue();
      }
    }
  }

  @Test
  void falsePositivesStayBelowTheirProbabilityUpToTheCapacity() {
    assertThat(falsePositives(filled(CAPACITY))).isLessThan(0.0115);
    assertThat(falsePositives(filled(CAPACITY / 2))).isLessThan(0.001);
    assertThat(falsePositives(filled(100))).isZero();
  }

  @Test
  void beyondTheCapacityFalsePositivesGrowAsTheValueItselfTells() {
    BloomValue twice = filled(2 * CAPACITY);
    assertThat(falsePositives(twice)).isCloseTo(0.16, within(0.02));
    assertThat(twice.falsePositiveProbability()).isCloseTo(falsePositives(twice), within(0.01));
    BloomValue farBeyond = filled(10 * CAPACITY);
    assertThat(farBeyond.falsePositiveProbability())
        .isCloseTo(falsePositives(farBeyond), within(0.01))
        .isGreaterThan(0.9);
  }

  @Test
  void theGroupingDoesNotMatter() {
    List<BloomValue> items =
        IntStream.range(0, CAPACITY).mapToObj(i -> BLOOM.lift("item-" + i)).toList();
    Regroup.all(BLOOM, items)
        .forEach((how, value) -> assertThat(value).as(how).isEqualTo(filled(CAPACITY)));
  }

  @Test
  void staysWithinItsSize() {
    assertThat(BLOOM.codec().encode(BLOOM.lift("a"))).hasSize(19 + 8);
    assertThat(BLOOM.codec().encode(filled(128)).length).isLessThan(1100);
    assertThat(BLOOM.codec().encode(filled(CAPACITY))).hasSize(32 + (int) BLOOM.bits() / 8);
    assertThat(BLOOM.bits() / 8).isBetween(11_900L, 12_100L);
    assertThat(Monoids.bloom(330_000, 0.01).bits() / 8).isLessThan(400_000);
  }

  @Test
  void numbersAndBytesAreItemsToo() {
    BloomValue value = BLOOM.combine(BLOOM.lift(1), BLOOM.lift(new byte[] {7}));
    assertThat(value.mayContain(1)).isTrue();
    assertThat(value.mayContain(new byte[] {7})).isTrue();
    assertThat(value.mayContain("1")).isFalse();
    assertThat(BLOOM.identity().mayContain("")).isFalse();
    assertThat(BLOOM.identity().falsePositiveProbability()).isZero();
    assertThat(BLOOM.identity().isEmpty()).isTrue();
  }

  private static BloomValue filled(int items) {
    Accumulator<BloomValue> accumulator = BLOOM.accumulator();
    for (int i = 0; i < items; i++) {
      accumulator.add(BLOOM.lift("item-" + i));
    }
    return accumulator.value();
  }

  private static double falsePositives(BloomValue value) {
    int others = 100_000;
    return IntStream.range(0, others).filter(i -> value.mayContain("other-" + i)).count()
        / (double) others;
  }
}
