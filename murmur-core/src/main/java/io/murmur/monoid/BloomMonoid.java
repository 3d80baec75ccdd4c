package io.murmur.monoid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.datasketches.filters.bloomfilter.BloomFilter;
import org.apache.datasketches.filters.bloomfilter.BloomFilterBuilder;
import org.apache.datasketches.memory.XxHash;

/**
 * Membership by Bloom filters: "was this item ever there?"
 *
 * <p><b>Error:</b> never a false negative; false positives with at most the chosen probability as
 * long as there are at most {@code maxDistinctItems}. <b>Size:</b> a few items take 29 bytes and 8
 * for each (up to 128 of them, or a sixteenth of the filter's bytes); then the whole filter of
 * {@code 1.44 · log2(1/p)} bits for each of {@code maxDistinctItems}: 12 kB for 10,000 at 1%. A
 * DynamoDB item has room for about 330,000 at 1%. <b>Past capacity:</b> the size stays, false
 * positives grow (at twice the items 1% becomes 16%), false negatives still never happen; {@link
 * BloomValue#falsePositiveProbability()} tells.
 *
 * <p>Commutative, associative and idempotent exactly: values and bytes do not depend on order,
 * grouping or repetition.
 *
 * <p>What goes into the filter is an item's 64-bit xxHash (of its UTF-8 bytes for a string) with
 * the filter's seed. Source: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors",
 * 1970; DataSketches {@code BloomFilter}.
 */
public final class BloomMonoid implements Monoid<BloomValue> {

  private static final long serialVersionUID = 1L;

  /** More than any store of this project holds in one item. */
  private static final long MAX_BITS = 1L << 30;

  private static final int MAX_SPARSE = 128;

  private final long bits;
  private final int hashCount;
  private final long seed;

  BloomMonoid(long maxDistinctItems, double falsePositiveProbability, long seed) {
    if (maxDistinctItems < 1 || !(falsePositiveProbability > 0 && falsePositiveProbability < 1)) {
      throw new IllegalArgumentException(
          "a Bloom filter needs a positive number of items and a probability between 0 and 1, not "
              + maxDistinctItems
              + " and "
              + falsePositiveProbability);
    }
    long wanted =
        BloomFilterBuilder.suggestNumFilterBits(maxDistinctItems, falsePositiveProbability);
    if (wanted > MAX_BITS) {
      throw new IllegalArgumentException(
          "a Bloom filter for "
              + maxDistinctItems
              + " items at "
              + falsePositiveProbability
              + " takes "
              + wanted
              + " bits, more than "
              + MAX_BITS);
    }
    BloomFilter sample =
        BloomFilterBuilder.createByAccuracy(maxDistinctItems, falsePositiveProbability, seed);
    this.bits = sample.getCapacity();
    this.hashCount = sample.getNumHashes();
    this.seed = seed;
  }

  /**
   * The set of one item.
   *
   * @throws IllegalArgumentException if the item is empty
   */
  public BloomValue lift(String item) {
    return lift(item.getBytes(StandardCharsets.UTF_8));
  }

  /** The set of one item; the number 1 is another item than the string "1". */
  public BloomValue lift(long item) {
    return BloomValue.sparse(this, new long[] {XxHash.hashLong(item, seed)});
  }

  /**
   * The set of one item.
   *
   * @throws IllegalArgumentException if the item is empty
   */
  public BloomValue lift(byte[] item) {
    SketchBytes.requireItem(item.length);
    return BloomValue.sparse(this, new long[] {BloomValue.hash(item, seed)});
  }

  /** The size of the filter in bits. */
  public long bits() {
    return bits;
  }

  /** How many bits an item sets. */
  public int hashCount() {
    return hashCount;
  }

  /** The seed of the hash functions. */
  public long seed() {
    return seed;
  }

  @Override
  public BloomValue identity() {
    return BloomValue.sparse(this, new long[0]);
  }

  @Override
  public BloomValue combine(BloomValue left, BloomValue right) {
    requireOwn(left);
    requireOwn(right);
    if (right.isEmpty()) {
      return left;
    }
    if (left.isEmpty()) {
      return right;
    }
    if (left.isSparse() && right.isSparse()) {
      return ofHashes(left.hashes(), right.hashes());
    }
    BloomFilter filter = emptyFilter();
    left.addTo(filter);
    right.addTo(filter);
    return BloomValue.dense(this, filter);
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public Accumulator<BloomValue> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return SketchBytes.structure("bloom", "bits", bits, "hashes", hashCount, "seed", seed);
  }

  @Override
  public Codec<BloomValue> codec() {
    return new BloomCodec(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BloomMonoid that
        && bits == that.bits
        && hashCount == that.hashCount
        && seed == that.seed;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits * 31 + seed) + hashCount;
  }

  @Override
  public String toString() {
    return structure().canonical();
  }

  BloomFilter emptyFilter() {
    return BloomFilterBuilder.createBySize(bits, hashCount, seed);
  }

  /** So few hashes are kept as they are. Depends on the items alone, so equal sets look equal. */
  int maxSparse() {
    return (int) Math.max(1, Math.min(MAX_SPARSE, bits / (16 * Byte.SIZE)));
  }

  void requireOwn(BloomValue value) {
    if (!equals(value.monoid())) {
      throw new IllegalArgumentException(
          "a " + value.monoid() + " cannot be combined into one of " + this);
    }
  }

  private BloomValue ofHashes(long[] left, long[] right) {
    long[] all = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, all, left.length, right.length);
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    BloomValue sparse = BloomValue.sparse(this, Arrays.copyOf(all, distinct));
    return distinct <= maxSparse() ? sparse : BloomValue.dense(this, sparse.filter());
  }

  private final class Running extends StagedAccumulator<BloomValue> {
    private BloomValue few = identity();
    private BloomFilter many;
    private BloomValue next = identity();

    @Override
    void stage(BloomValue value) {
      requireOwn(value);
      next = value;
    }

    @Override
    void commit() {
      if (many == null) {
        BloomValue combined = combine(few, next);
        if (combined.isSparse()) {
          few = combined;
          return;
        }
        many = BloomValue.copy(combined.filter());
        return;
      }
      next.addTo(many);
    }

    @Override
    public BloomValue value() {
      return many == null ? few : BloomValue.dense(BloomMonoid.this, BloomValue.copy(many));
    }

    @Override
    public void reset() {
      few = identity();
      many = null;
    }
  }
}
