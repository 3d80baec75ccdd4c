package io.murmur.monoid;

import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.SetOperation;

/**
 * The result of set operations on {@link ThetaValue}s: an estimate with bounds, and an operand of
 * further operations. It is for answers, not for storing. Immutable.
 *
 * <p><b>Error:</b> the estimate of an intersection or a difference of size {@code s} out of a union
 * of size {@code u} has a relative standard error of about {@code sqrt(u/s) / sqrt(2^lgK)}: small
 * parts of large unions are estimated poorly, and {@link #lowerBound} and {@link #upperBound} say
 * so. The operands may have different lgK; the smaller one decides the error.
 *
 * <p>Source: Dasgupta, Lang, Rhodes, Thaler, "A Framework for Estimating Stream Expression
 * Cardinalities", ICDT 2016.
 */
public final class ThetaSet {

  private final CompactSketch sketch;

  ThetaSet(CompactSketch sketch) {
    this.sketch = sketch;
  }

  /** The items that are in either set. */
  public ThetaSet union(ThetaSet other) {
    var union = SetOperation.builder().setLogNominalEntries(ThetaMonoid.MAX_LG_K).buildUnion();
    union.union(sketch);
    union.union(other.sketch);
    return new ThetaSet(union.getResult());
  }

  /** The items that are in both sets. */
  public ThetaSet intersect(ThetaSet other) {
    return new ThetaSet(SetOperation.builder().buildIntersection().intersect(sketch, other.sketch));
  }

  /** The items that are in this set and not in the other. */
  public ThetaSet minus(ThetaSet other) {
    return new ThetaSet(SetOperation.builder().buildANotB().aNotB(sketch, other.sketch));
  }

  /** The number of items, about. */
  public double estimate() {
    return sketch.getEstimate();
  }

  /**
   * The number of items is not below this, with the confidence of 1, 2 or 3 standard deviations.
   */
  public double lowerBound(int standardDeviations) {
    return sketch.getLowerBound(standardDeviations);
  }

  /**
   * The number of items is not above this, with the confidence of 1, 2 or 3 standard deviations.
   */
  public double upperBound(int standardDeviations) {
    return sketch.getUpperBound(standardDeviations);
  }

  @Override
  public String toString() {
    return "theta set of about " + estimate();
  }
}
