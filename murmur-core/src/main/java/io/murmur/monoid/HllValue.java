package io.murmur.monoid;

import java.util.Arrays;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * How many distinct items there were, about: a HyperLogLog sketch. See {@link HllMonoid} for its
 * bounds. Immutable.
 *
 * <p>It is the same, bit by bit, in whatever order and grouping its items came together: equal sets
 * of items give equal values, bytes and estimates.
 */
public final class HllValue {

  /** Never changed after construction; once it is past the sparse modes, marked as merged. */
  private final HllSketch sketch;

  private HllValue(HllSketch sketch) {
    this.sketch = sketch;
  }

  /** Takes over a sketch in HLL_4 that nothing else refers to. */
  static HllValue of(HllSketch sketch) {
    byte[] bytes = sketch.toCompactByteArray();
    return new HllValue(HllFormat.markMerged(bytes) ? HllSketch.heapify(bytes) : sketch);
  }

  /** Takes over a sketch of at most one item. */
  static HllValue ofSparse(HllSketch sketch) {
    return new HllValue(sketch);
  }

  static HllValue of(Union union) {
    return of(union.getResult(TgtHllType.HLL_4));
  }

  void addTo(Union union) {
    union.update(sketch);
  }

  byte[] toByteArray() {
    byte[] bytes = sketch.toCompactByteArray();
    HllFormat.forgetOrder(bytes);
    return bytes;
  }

  /** The base-2 logarithm of the number of registers. */
  public int lgK() {
    return sketch.getLgConfigK();
  }

  /** Whether there was no item. */
  public boolean isEmpty() {
    return sketch.isEmpty();
  }

  /** The number of distinct items, about. */
  public double estimate() {
    return sketch.getCompositeEstimate();
  }

  /**
   * The number of distinct items is not below this, with the confidence of 1, 2 or 3 standard
   * deviations (68%, 95%, 99.7%).
   */
  public double lowerBound(int standardDeviations) {
    return sketch.getLowerBound(standardDeviations);
  }

  /**
   * The number of distinct items is not above this, with the confidence of 1, 2 or 3 standard
   * deviations (68%, 95%, 99.7%).
   */
  public double upperBound(int standardDeviations) {
    return sketch.getUpperBound(standardDeviations);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HllValue that
        && lgK() == that.lgK()
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "hll(lgK=" + lgK() + ", estimate=" + estimate() + ")";
  }
}
