package io.murmur.monoid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.apache.datasketches.quantilescommon.QuantilesDoublesSketchIterator;

/**
 * The distribution of numbers, about: a KLL sketch. See {@link KllMonoid} for its bounds.
 * Immutable.
 *
 * <p>Two values are equal if they hold the same numbers with the same weights. Up to {@code k}
 * numbers that depends on the numbers alone; beyond, the sketch drops numbers at random, so that
 * equal inputs give values that are only equal within the error bound.
 */
public final class KllValue {

  private final int k;
  private final long count;

  /** The number of a value that holds only one, which is what events bring. */
  private final double single;

  /** The compact bytes; none for a single number until they are asked for. */
  private final byte[] bytes;

  private KllValue(int k, long count, double single, byte[] bytes) {
    this.k = k;
    this.count = count;
    this.single = single;
    this.bytes = bytes;
  }

  static KllValue single(int k, double number) {
    return new KllValue(k, 1, number, new byte[0]);
  }

  static KllValue of(KllDoublesSketch sketch) {
    return sketch.getN() == 1
        ? single(sketch.getK(), sketch.getMinItem())
        : new KllValue(sketch.getK(), sketch.getN(), 0, sketch.toByteArray());
  }

  void addTo(KllDoublesSketch target) {
    if (count == 1) {
      target.update(single);
    } else if (count > 1) {
      target.merge(sketch());
    }
  }

  byte[] toByteArray() {
    return count == 1 ? sketch().toByteArray() : bytes.clone();
  }

  /** A new sketch on the same bytes, since queries sort and cache inside of a sketch. */
  private KllDoublesSketch sketch() {
    if (count == 1) {
      KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(k);
      sketch.update(single);
      return sketch;
    }
    return KllDoublesSketch.wrap(Memory.wrap(bytes));
  }

  /** The accuracy parameter. */
  public int k() {
    return k;
  }

  /** How many numbers there were. */
  public long count() {
    return count;
  }

  /** The least number, exactly; empty if there was none. */
  public OptionalDouble min() {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sketch().getMinItem());
  }

  /** The greatest number, exactly; empty if there was none. */
  public OptionalDouble max() {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sketch().getMaxItem());
  }

  /**
   * The least number such that the given share of all numbers is not above it, within {@link
   * #rankError()} of the share; empty if there was none. 0.5 asks for the median.
   *
   * @throws IllegalArgumentException if the rank is not from 0 to 1
   */
  public OptionalDouble quantile(double rank) {
    if (!(rank >= 0 && rank <= 1)) {
      throw new IllegalArgumentException("a rank must be from 0 to 1, was " + rank);
    }
    return count == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sketch().getQuantile(rank, QuantileSearchCriteria.INCLUSIVE));
  }

  /**
   * The share of all numbers that are not above the given one, within {@link #rankError()}; empty
   * if there was none.
   */
  public OptionalDouble rank(double number) {
    return count == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sketch().getRank(number, QuantileSearchCriteria.INCLUSIVE));
  }

  /** How far the rank of one quantile may be off, with a confidence of 99%. */
  public double rankError() {
    return KllDoublesSketch.getNormalizedRankError(k, false);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KllValue that
        && k == that.k
        && count == that.count
        && weighted().equals(that.weighted());
  }

  @Override
  public int hashCode() {
    return 31 * k + Long.hashCode(count) + weighted().hashCode();
  }

  @Override
  public String toString() {
    return "kll(k=" + k + ", count=" + count + ", median=" + quantile(0.5) + ")";
  }

  private List<Weighted> weighted() {
    List<Weighted> numbers = new ArrayList<>();
    QuantilesDoublesSketchIterator retained = sketch().iterator();
    while (retained.next()) {
      numbers.add(new Weighted(retained.getQuantile(), retained.getWeight()));
    }
    Collections.sort(numbers);
    return numbers;
  }

  private record Weighted(double number, long weight) implements Comparable<Weighted> {
    @Override
    public int compareTo(Weighted other) {
      int byNumber = Double.compare(number, other.number);
      return byNumber != 0 ? byNumber : Long.compare(weight, other.weight);
    }
  }
}
