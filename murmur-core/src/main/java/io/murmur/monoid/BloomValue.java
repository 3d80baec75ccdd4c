package io.murmur.monoid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.datasketches.filters.bloomfilter.BloomFilter;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.memory.XxHash;

/**
 * Which items there were, with false positives and never a false negative: a Bloom filter. See
 * {@link BloomMonoid} for its bounds. Immutable.
 *
 * <p>A value of few items holds their hashes, sorted; one of more holds the filter. It is the same,
 * bit by bit, in whatever order and grouping its items came together.
 */
public final class BloomValue {

  private final BloomMonoid monoid;

  /** The sorted distinct hashes of a value of few items; unused once there is a filter. */
  private final long[] hashes;

  /** The filter of a value of many items; null while there are few. Never changed. */
  private final BloomFilter filter;

  private BloomValue(BloomMonoid monoid, long[] hashes, BloomFilter filter) {
    this.monoid = monoid;
    this.hashes = hashes;
    this.filter = filter;
  }

  /** Takes over sorted distinct hashes. */
  static BloomValue sparse(BloomMonoid monoid, long[] hashes) {
    return new BloomValue(monoid, hashes, null);
  }

  /** Takes over a filter that nothing else refers to. */
  static BloomValue dense(BloomMonoid monoid, BloomFilter filter) {
    // Counts the bits now: the count is part of the bytes, but a filter that was updated last lacks
    // it. And later several threads may read.
    filter.union(filter);
    return new BloomValue(monoid, new long[0], filter);
  }

  boolean isSparse() {
    return filter == null;
  }

  long[] hashes() {
    return hashes;
  }

  BloomMonoid monoid() {
    return monoid;
  }

  void addTo(BloomFilter target) {
    if (filter != null) {
      target.union(filter);
    } else {
      for (long hash : hashes) {
        target.update(hash);
      }
    }
  }

  BloomFilter filter() {
    if (filter != null) {
      return filter;
    }
    BloomFilter fresh = monoid.emptyFilter();
    addTo(fresh);
    return fresh;
  }

  /** Whether the item may have been there; if not, it certainly was not. */
  public boolean mayContain(String item) {
    return mayContainHash(hash(item.getBytes(StandardCharsets.UTF_8), monoid.seed()));
  }

  /** Whether the item may have been there; if not, it certainly was not. */
  public boolean mayContain(long item) {
    return mayContainHash(XxHash.hashLong(item, monoid.seed()));
  }

  /** Whether the item may have been there; if not, it certainly was not. */
  public boolean mayContain(byte[] item) {
    return mayContainHash(hash(item, monoid.seed()));
  }

  /**
   * The probability that {@link #mayContain} says yes to an item that was not there, by how full
   * the filter is now. It grows with the items and tells when the filter is past its capacity.
   */
  public double falsePositiveProbability() {
    return filter == null
        ? hashes.length * 0x1p-64
        : Math.pow((double) filter.getBitsUsed() / filter.getCapacity(), filter.getNumHashes());
  }

  /** Whether there was no item. */
  public boolean isEmpty() {
    return filter == null && hashes.length == 0;
  }

  private boolean mayContainHash(long hash) {
    return filter == null ? Arrays.binarySearch(hashes, hash) >= 0 : filter.query(hash);
  }

  static long hash(byte[] item, long seed) {
    return XxHash.hashByteArr(item, 0, item.length, seed);
  }

  static BloomFilter copy(BloomFilter filter) {
    return BloomFilter.heapify(Memory.wrap(filter.toByteArray()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BloomValue that
        && monoid.equals(that.monoid)
        && isSparse() == that.isSparse()
        && Arrays.equals(hashes, that.hashes)
        && (isSparse() || Arrays.equals(filter.toByteArray(), that.filter.toByteArray()));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(isSparse() ? hashes : filter.toLongArray());
  }

  @Override
  public String toString() {
    return monoid
        + (isSparse() ? " of " + hashes.length : " with " + filter.getBitsUsed() + " bits");
  }
}
