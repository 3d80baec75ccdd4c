package io.murmur.monoid;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * Distinct counts by HyperLogLog, the smallest sketch for them. No set operations but the union:
 * for those see {@link ThetaMonoid}.
 *
 * <p><b>Error:</b> relative standard error {@code 1.04 / sqrt(2^lgK)}: 1.6% for lgK 12. Up to about
 * {@code 2^lgK / 10} items it is far better, and up to some hundred items the count is practically
 * exact. <b>Size:</b> grows with the items, 12 bytes for one, up to {@code 2^(lgK-1) + 40} bytes
 * and a few exceptions of four bytes: about 2.1 kB for lgK 12. <b>Past capacity:</b> there is none:
 * neither the size nor the relative error grow, up to 2^60 items and more.
 *
 * <p>Commutative, associative and idempotent exactly: values and bytes do not depend on order,
 * grouping or repetition.
 *
 * <p>An item is hashed as DataSketches does it (strings by their UTF-8 bytes), so that a sketch
 * that was made elsewhere combines with these. Source: Flajolet, Fusy, Gandouet, Meunier,
 * "HyperLogLog", 2007; DataSketches {@code HllSketch} in HLL_4.
 */
public final class HllMonoid implements Monoid<HllValue> {

  private static final long serialVersionUID = 1L;

  /** The least precision. */
  public static final int MIN_LG_K = 4;

  /** The greatest precision: a megabyte. A DynamoDB item has room for up to 19. */
  public static final int MAX_LG_K = 21;

  private final int lgK;

  HllMonoid(int lgK) {
    if (lgK < MIN_LG_K || lgK > MAX_LG_K) {
      throw new IllegalArgumentException(
          "lgK of an HLL sketch must be " + MIN_LG_K + " to " + MAX_LG_K + ", was " + lgK);
    }
    this.lgK = lgK;
  }

  /**
   * The set of one item.
   *
   * @throws IllegalArgumentException if the item is empty
   */
  public HllValue lift(String item) {
    SketchBytes.requireItem(item.length());
    HllSketch sketch = empty();
    sketch.update(item);
    return HllValue.ofSparse(sketch);
  }

  /** The set of one item; the number 1 is another item than the string "1". */
  public HllValue lift(long item) {
    HllSketch sketch = empty();
    sketch.update(item);
    return HllValue.ofSparse(sketch);
  }

  /**
   * The set of one item.
   *
   * @throws IllegalArgumentException if the item is empty
   */
  public HllValue lift(byte[] item) {
    SketchBytes.requireItem(item.length);
    HllSketch sketch = empty();
    sketch.update(item);
    return HllValue.ofSparse(sketch);
  }

  @Override
  public HllValue identity() {
    return HllValue.ofSparse(empty());
  }

  @Override
  public HllValue combine(HllValue left, HllValue right) {
    requireOwn(left);
    requireOwn(right);
    if (right.isEmpty()) {
      return left;
    }
    if (left.isEmpty()) {
      return right;
    }
    Union union = new Union(lgK);
    left.addTo(union);
    right.addTo(union);
    return HllValue.of(union);
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public Accumulator<HllValue> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return SketchBytes.structure("hll", "lgK", lgK);
  }

  @Override
  public Codec<HllValue> codec() {
    return new HllCodec(lgK);
  }

  private HllSketch empty() {
    return new HllSketch(lgK, TgtHllType.HLL_4);
  }

  private void requireOwn(HllValue value) {
    SketchBytes.requireSameParameter("HLL sketch", "lgK", value.lgK(), lgK);
  }

  private final class Running extends StagedAccumulator<HllValue> {
    private final Union union = new Union(lgK);
    private HllValue next = identity();

    @Override
    void stage(HllValue value) {
      requireOwn(value);
      next = value;
    }

    @Override
    void commit() {
      next.addTo(union);
    }

    @Override
    public HllValue value() {
      return HllValue.of(union);
    }

    @Override
    public void reset() {
      union.reset();
    }
  }

  /** The bytes of DataSketches, in one of their possible orders. */
  private record HllCodec(int lgK) implements Codec<HllValue> {
    @Override
    public byte[] encode(HllValue value) {
      SketchBytes.requireSameParameter("HLL sketch", "lgK", value.lgK(), lgK);
      return value.toByteArray();
    }

    @Override
    public HllValue decode(byte[] bytes) {
      return HllFormat.read(bytes, lgK);
    }
  }
}
