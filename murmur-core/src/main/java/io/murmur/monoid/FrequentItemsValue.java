package io.murmur.monoid;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;

/**
 * The items with the greatest weights, about. See {@link FrequentItemsMonoid} for its bounds.
 * Immutable.
 *
 * <p>Two values are equal if they track the same items with the same weights, total and error. As
 * long as there are no more items than the capacity that depends on the items alone; beyond, it
 * depends on the order in which they came, within the error bound.
 */
public final class FrequentItemsValue {

  /**
   * An item that was tracked. Its true weight is in {@code [lowerBound, upperBound]}, always.
   *
   * @param item the item
   * @param estimate its weight, about
   * @param lowerBound its weight is not below this
   * @param upperBound its weight is not above this
   */
  public record Entry(String item, long estimate, long lowerBound, long upperBound) {}

  private static final Comparator<Entry> GREATEST_FIRST =
      Comparator.comparingLong(Entry::estimate)
          .reversed()
          .thenComparing(Entry::item, Utf8Order.INSTANCE);

  private final int maxMapSize;

  /** The one item of a value that holds only one, which is what events bring; else empty. */
  private final String single;

  private final long weight;
  private final ItemsSketch<String> sketch;

  private FrequentItemsValue(
      int maxMapSize, String single, long weight, ItemsSketch<String> sketch) {
    this.maxMapSize = maxMapSize;
    this.single = single;
    this.weight = weight;
    this.sketch = sketch;
  }

  static FrequentItemsValue single(int maxMapSize, String item, long weight) {
    return new FrequentItemsValue(maxMapSize, item, weight, null);
  }

  /** Takes over a sketch that nothing else refers to. */
  static FrequentItemsValue of(int maxMapSize, ItemsSketch<String> sketch) {
    return new FrequentItemsValue(maxMapSize, "", sketch.getStreamLength(), sketch);
  }

  void addTo(ItemsSketch<String> target) {
    if (sketch == null) {
      target.update(single, weight);
    } else {
      target.merge(sketch);
    }
  }

  byte[] toByteArray() {
    return sketch().toByteArray(new ArrayOfStringsSerDe());
  }

  private ItemsSketch<String> sketch() {
    if (sketch != null) {
      return sketch;
    }
    ItemsSketch<String> fresh = new ItemsSketch<>(maxMapSize);
    fresh.update(single, weight);
    return fresh;
  }

  /** The size of the table of items; three quarters of it are tracked. */
  public int maxMapSize() {
    return maxMapSize;
  }

  /** The sum of all weights, exactly. */
  public long total() {
    return weight;
  }

  /** Lower and upper bounds are never further apart than this; 0 while everything is exact. */
  public long maximumError() {
    return sketch().getMaximumError();
  }

  /** The tracked items with the greatest estimates, the greatest first, at most {@code count}. */
  public List<Entry> top(int count) {
    return entries(0).stream().sorted(GREATEST_FIRST).limit(count).toList();
  }

  /**
   * The items that may weigh more than a threshold, the greatest first: none that does is missing,
   * as long as the threshold is at least {@link #maximumError()}, which is used instead of a lower
   * one.
   */
  public List<Entry> heavierThan(long threshold) {
    return entries(threshold).stream().sorted(GREATEST_FIRST).toList();
  }

  /** The weight of an item is not below this, always. */
  public long lowerBound(String item) {
    return sketch().getLowerBound(item);
  }

  /** The weight of an item is not above this, always; also for items that are not tracked. */
  public long upperBound(String item) {
    return sketch().getUpperBound(item);
  }

  private List<Entry> entries(long threshold) {
    return Arrays.stream(sketch().getFrequentItems(threshold, ErrorType.NO_FALSE_NEGATIVES))
        .map(
            row ->
                new Entry(
                    row.getItem(), row.getEstimate(), row.getLowerBound(), row.getUpperBound()))
        .toList();
  }

  private Map<String, Long> tracked() {
    Map<String, Long> weights = new HashMap<>();
    for (Entry entry : entries(0)) {
      weights.put(entry.item(), entry.lowerBound());
    }
    return weights;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FrequentItemsValue that
        && maxMapSize == that.maxMapSize
        && weight == that.weight
        && maximumError() == that.maximumError()
        && tracked().equals(that.tracked());
  }

  @Override
  public int hashCode() {
    return 31 * maxMapSize + Long.hashCode(weight) + tracked().hashCode();
  }

  @Override
  public String toString() {
    return "frequentItems(maxMapSize=" + maxMapSize + ", total=" + weight + ", " + top(10) + ")";
  }
}
