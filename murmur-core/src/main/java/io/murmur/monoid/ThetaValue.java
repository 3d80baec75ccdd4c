package io.murmur.monoid;

import java.util.Arrays;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.Union;

/**
 * A sample of the distinct items by their hashes: a Theta sketch, with as many entries as its
 * monoid allows. See {@link ThetaMonoid} for its bounds. Immutable.
 *
 * <p>It is the same, bit by bit, in whatever order and grouping its items came together.
 */
public final class ThetaValue {

  private final int lgK;
  private final CompactSketch sketch;

  ThetaValue(int lgK, CompactSketch sketch) {
    this.lgK = lgK;
    this.sketch = sketch;
  }

  void addTo(Union union) {
    union.union(sketch);
  }

  CompactSketch sketch() {
    return sketch;
  }

  byte[] toByteArray() {
    // The empty sketch hands out its own array.
    return sketch.toByteArray().clone();
  }

  /** The base-2 logarithm of the most entries that are kept. */
  public int lgK() {
    return lgK;
  }

  /** Whether there was no item. */
  public boolean isEmpty() {
    return sketch.isEmpty();
  }

  /** The number of distinct items, about; exact while there are at most {@code 2^lgK}. */
  public double estimate() {
    return sketch.getEstimate();
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

  /** This set for set operations: {@code buyers.asSet().minus(visitors.asSet()).estimate()}. */
  public ThetaSet asSet() {
    return new ThetaSet(sketch);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ThetaValue that
        && lgK == that.lgK
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return 31 * lgK + Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "theta(lgK=" + lgK + ", estimate=" + estimate() + ")";
  }
}
