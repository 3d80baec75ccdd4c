package io.murmur.monoid;

import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Union;
import org.apache.datasketches.theta.UpdateSketch;

/**
 * Distinct counts by Theta sketches, which also answer for unions, intersections and differences of
 * sets (see {@link ThetaSet}). Eight times as large as {@link HllMonoid} at the same error.
 *
 * <p><b>Error:</b> none up to {@code k = 2^lgK} distinct items; beyond, a relative standard error
 * of {@code 1 / sqrt(k - 1)}: 1.6% for lgK 12. <b>Size:</b> 16 bytes for one item, then 16 bytes
 * and 8 for each, at most {@code 24 + 8·k}: 32.8 kB for lgK 12. <b>Past capacity:</b> the {@code k}
 * least hashes are kept; neither the size nor the relative error grow.
 *
 * <p>Commutative, associative and idempotent exactly: the {@code k} least hashes of a set do not
 * depend on order, grouping or repetition.
 *
 * <p>An item is hashed as DataSketches does it (strings by their UTF-8 bytes, the default seed), so
 * that a sketch that was made elsewhere combines with these. Source: DataSketches theta framework;
 * Bar-Yossef and others, "Counting distinct elements in a data stream", 2002 (KMV).
 */
public final class ThetaMonoid implements Monoid<ThetaValue> {

  private static final long serialVersionUID = 1L;

  /** The least precision. */
  public static final int MIN_LG_K = 4;

  /** The greatest precision. A DynamoDB item has room for up to 15. */
  public static final int MAX_LG_K = 26;

  private final int lgK;

  ThetaMonoid(int lgK) {
    if (lgK < MIN_LG_K || lgK > MAX_LG_K) {
      throw new IllegalArgumentException(
          "lgK of a Theta sketch must be " + MIN_LG_K + " to " + MAX_LG_K + ", was " + lgK);
    }
    this.lgK = lgK;
  }

  /**
   * The set of one item.
   *
   * @throws IllegalArgumentException if the item is empty
   */
  public ThetaValue lift(String item) {
    SketchBytes.requireItem(item.length());
    UpdateSketch sketch = small();
    sketch.update(item);
    return new ThetaValue(lgK, sketch.compact());
  }

  /** The set of one item; the number 1 is another item than the string "1". */
  public ThetaValue lift(long item) {
    UpdateSketch sketch = small();
    sketch.update(item);
    return new ThetaValue(lgK, sketch.compact());
  }

  /**
   * The set of one item.
   *
   * @throws IllegalArgumentException if the item is empty
   */
  public ThetaValue lift(byte[] item) {
    SketchBytes.requireItem(item.length);
    UpdateSketch sketch = small();
    sketch.update(item);
    return new ThetaValue(lgK, sketch.compact());
  }

  @Override
  public ThetaValue identity() {
    return new ThetaValue(lgK, small().compact());
  }

  @Override
  public ThetaValue combine(ThetaValue left, ThetaValue right) {
    requireOwn(left);
    requireOwn(right);
    if (right.isEmpty()) {
      return left;
    }
    if (left.isEmpty()) {
      return right;
    }
    Union union = union();
    left.addTo(union);
    right.addTo(union);
    return new ThetaValue(lgK, union.getResult());
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public Accumulator<ThetaValue> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return SketchBytes.structure("theta", "lgK", lgK);
  }

  @Override
  public Codec<ThetaValue> codec() {
    return new ThetaCodec(lgK);
  }

  private Union union() {
    return SetOperation.builder().setLogNominalEntries(lgK).buildUnion();
  }

  /** One item needs no larger table, and a compact sketch does not tell how large it was. */
  private static UpdateSketch small() {
    return UpdateSketch.builder().setLogNominalEntries(MIN_LG_K).build();
  }

  private void requireOwn(ThetaValue value) {
    SketchBytes.requireSameParameter(ThetaCodec.SKETCH, "lgK", value.lgK(), lgK);
  }

  private final class Running extends StagedAccumulator<ThetaValue> {
    private final Union union = union();
    private ThetaValue next = identity();

    @Override
    void stage(ThetaValue value) {
      requireOwn(value);
      next = value;
    }

    @Override
    void commit() {
      next.addTo(union);
    }

    @Override
    public ThetaValue value() {
      return new ThetaValue(lgK, union.getResult());
    }

    @Override
    public void reset() {
      union.reset();
    }
  }
}
