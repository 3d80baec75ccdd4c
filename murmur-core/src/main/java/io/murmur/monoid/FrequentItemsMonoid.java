package io.murmur.monoid;

import org.apache.datasketches.frequencies.ItemsSketch;

/**
 * The most frequent of any number of strings (top-k), each with a lower and an upper bound of its
 * weight that always hold.
 *
 * <p><b>Error:</b> none up to {@code 0.75 · maxMapSize} distinct items; beyond, the bounds of an
 * item are at most {@code 3.5 / maxMapSize} of the total weight apart, so every item above that
 * share is found. That holds after any grouping of merges. <b>Size:</b> 32 bytes, and 12 bytes plus
 * its UTF-8 bytes for each tracked item, at most {@code 0.75 · maxMapSize} of them: about 25 kB for
 * 1,024 and items of 20 bytes. <b>Past capacity:</b> all weights are lowered by their median, and
 * the items that this takes to zero are dropped. So for the top {@code n} choose {@code maxMapSize}
 * such that even the n-th is above {@code 3.5 / maxMapSize} of the total.
 *
 * <p>Commutative and associative exactly up to the capacity, beyond it within the bounds. Source:
 * Misra, Gries, "Finding repeated elements", 1982; Anderson and others, "A High-Performance
 * Algorithm for Identifying Frequent Items in Data Streams", 2017; DataSketches {@code
 * ItemsSketch}.
 */
public final class FrequentItemsMonoid implements Monoid<FrequentItemsValue> {

  private static final long serialVersionUID = 1L;

  /** The smallest table. */
  public static final int MIN_MAP_SIZE = 8;

  /** The largest table. */
  public static final int MAX_MAP_SIZE = 1 << 26;

  private final int maxMapSize;

  FrequentItemsMonoid(int maxMapSize) {
    if (maxMapSize < MIN_MAP_SIZE
        || maxMapSize > MAX_MAP_SIZE
        || Integer.bitCount(maxMapSize) != 1) {
      throw new IllegalArgumentException(
          "maxMapSize of a frequent items sketch must be a power of two from "
              + MIN_MAP_SIZE
              + " to "
              + MAX_MAP_SIZE
              + ", was "
              + maxMapSize);
    }
    this.maxMapSize = maxMapSize;
  }

  /** One occurrence of an item. */
  public FrequentItemsValue lift(String item) {
    return lift(item, 1);
  }

  /**
   * An item with a weight.
   *
   * @throws IllegalArgumentException if the weight is not positive, or the item has half a
   *     surrogate pair
   */
  public FrequentItemsValue lift(String item, long weight) {
    if (weight <= 0) {
      throw new IllegalArgumentException(
          "the weight of a frequent item must be positive, was " + weight);
    }
    ByteWriter.requireWellFormed(item);
    return FrequentItemsValue.single(maxMapSize, item, weight);
  }

  /**
   * The share of the total weight that lower and upper bound of an item may be apart; every item
   * above it is found.
   */
  public double epsilon() {
    return ItemsSketch.getEpsilon(maxMapSize);
  }

  @Override
  public FrequentItemsValue identity() {
    return FrequentItemsValue.of(maxMapSize, new ItemsSketch<>(maxMapSize));
  }

  @Override
  public FrequentItemsValue combine(FrequentItemsValue left, FrequentItemsValue right) {
    requireOwn(left);
    requireOwn(right);
    requireRoom(left.total(), right.total());
    if (right.total() == 0) {
      return left;
    }
    if (left.total() == 0) {
      return right;
    }
    ItemsSketch<String> sketch = new ItemsSketch<>(maxMapSize);
    left.addTo(sketch);
    right.addTo(sketch);
    return FrequentItemsValue.of(maxMapSize, sketch);
  }

  @Override
  public Accumulator<FrequentItemsValue> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return SketchBytes.structure("frequentItems", "maxMapSize", maxMapSize);
  }

  @Override
  public Codec<FrequentItemsValue> codec() {
    return new FrequentItemsCodec(maxMapSize);
  }

  private void requireOwn(FrequentItemsValue value) {
    SketchBytes.requireSameParameter(
        FrequentItemsCodec.SKETCH, "maxMapSize", value.maxMapSize(), maxMapSize);
  }

  private static void requireRoom(long left, long right) {
    if (left > Long.MAX_VALUE - right) {
      throw new ArithmeticException(
          "the total weight of "
              + left
              + " and "
              + right
              + " does not fit into 64 bits; nothing was added");
    }
  }

  private final class Running extends StagedAccumulator<FrequentItemsValue> {
    private ItemsSketch<String> sketch = new ItemsSketch<>(maxMapSize);
    private FrequentItemsValue next = identity();

    @Override
    void stage(FrequentItemsValue value) {
      requireOwn(value);
      requireRoom(sketch.getStreamLength(), value.total());
      next = value;
    }

    @Override
    void commit() {
      next.addTo(sketch);
    }

    @Override
    public FrequentItemsValue value() {
      ItemsSketch<String> copy = new ItemsSketch<>(maxMapSize);
      copy.merge(sketch);
      return FrequentItemsValue.of(maxMapSize, copy);
    }

    @Override
    public void reset() {
      sketch = new ItemsSketch<>(maxMapSize);
    }
  }
}
