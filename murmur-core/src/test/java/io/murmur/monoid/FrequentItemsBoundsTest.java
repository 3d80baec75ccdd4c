package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Top-k over far more items than it tracks, against what its documentation states. */
class FrequentItemsBoundsTest {

  private static final FrequentItemsMonoid ITEMS = Monoids.frequentItems(256);

  @Test
  void boundsHoldForEveryItemOfASkewedStreamWhateverTheGrouping() {
    List<String> stream = skewed(100_000, 60_000);
    assertThat(new HashSet<>(stream)).hasSizeGreaterThan(100 * 192);
    assertBounds(stream);
  }

  @Test
  void boundsHoldForAnUnskewedStreamWhereNothingIsFrequent() {
    List<String> stream = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      stream.add("item-" + i % 20_000);
    }
    assertBounds(stream);
  }

  @Test
  void theTopIsRightWhereItIsFurtherApartThanTheError() {
    List<String> stream = new ArrayList<>();
    for (int rank = 1; rank <= 10; rank++) {
      for (int i = 0; i < (11 - rank) * 4_000; i++) {
        stream.add("top-" + rank);
      }
    }
    for (int i = 0; i < 50_000; i++) {
      stream.add("rare-" + i);
    }
    List<FrequentItemsValue> events = stream.stream().map(ITEMS::lift).toList();
    Regroup.all(ITEMS, events)
        .forEach(
            (how, value) ->
                assertThat(value.top(10))
                    .as(how)
                    .extracting(FrequentItemsValue.Entry::item)
                    .containsExactly(
                        "top-1", "top-2", "top-3", "top-4", "top-5", "top-6", "top-7", "top-8",
                        "top-9", "top-10"));
  }

  @Test
  void isExactUpToThreeQuartersOfTheTable() {
    Accumulator<FrequentItemsValue> accumulator = ITEMS.accumulator();
    for (int item = 1; item <= 192; item++) {
      accumulator.add(ITEMS.lift("item-" + item, item));
    }
    FrequentItemsValue value = accumulator.value();
    assertThat(value.maximumError()).isZero();
    assertThat(value.top(2))
        .containsExactly(
            new FrequentItemsValue.Entry("item-192", 192, 192, 192),
            new FrequentItemsValue.Entry("item-191", 191, 191, 191));
    assertThat(value.top(1000)).hasSize(192);
  }

  @Test
  void staysWithinItsSize() {
    FrequentItemsMonoid items = Monoids.frequentItems(1024);
    assertThat(items.codec().encode(items.lift("a"))).hasSize(32 + 12 + 1);
    Accumulator<FrequentItemsValue> accumulator = items.accumulator();
    for (int i = 0; i < 100_000; i++) {
      accumulator.add(items.lift(String.format("item-%015d", i)));
    }
    assertThat(items.codec().encode(accumulator.value()).length).isLessThan(32 + 768 * (12 + 20));
  }

  private static void assertBounds(List<String> stream) {
    Map<String, Long> truth = new HashMap<>();
    stream.forEach(item -> truth.merge(item, 1L, Long::sum));
    List<FrequentItemsValue> events = stream.stream().map(ITEMS::lift).toList();
    Regroup.all(ITEMS, events).forEach((how, value) -> assertBounds(how, value, truth));
  }

  private static void assertBounds(String how, FrequentItemsValue value, Map<String, Long> truth) {
    long total = truth.values().stream().mapToLong(n -> n).sum();
    assertThat(value.total()).as(how).isEqualTo(total);
    assertThat(value.maximumError()).as(how).isBetween(1L, (long) (ITEMS.epsilon() * total));
    Map<String, Long> beyond = new HashMap<>(truth);
    beyond
        .entrySet()
        .removeIf(
            item ->
                value.lowerBound(item.getKey()) <= item.getValue()
                    && value.upperBound(item.getKey()) >= item.getValue()
                    && value.upperBound(item.getKey()) - value.lowerBound(item.getKey())
                        <= value.maximumError());
    assertThat(beyond).as(how + ": items whose weight is not within their bounds").isEmpty();
    for (long threshold : new long[] {value.maximumError(), 2 * value.maximumError()}) {
      Set<String> found = new HashSet<>();
      value.heavierThan(threshold).forEach(entry -> found.add(entry.item()));
      Set<String> missing = new HashSet<>(truth.keySet());
      missing.removeIf(item -> truth.get(item) <= threshold || found.contains(item));
      assertThat(missing).as(how + ": heavier than " + threshold + " and not found").isEmpty();
    }
  }

  /** Zipf-like: the item of rank r about 1/r as often as the first. */
  private static List<String> skewed(int events, int items) {
    Random random = new Random(42);
    List<String> stream = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      stream.add("item-" + (int) Math.pow(items, random.nextDouble()));
    }
    return stream;
  }
}
