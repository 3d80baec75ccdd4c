package io.murmur.window;

import java.util.stream.LongStream;

/**
 * Consecutive buckets, both ends included.
 *
 * @param first the oldest bucket
 * @param last the newest bucket, not below the first
 */
public record BucketRange(long first, long last) {
  /** Rejects an empty range. */
  public BucketRange {
    if (last < first) {
      throw new IllegalArgumentException(
          "a bucket range must not be empty: " + first + " to " + last);
    }
  }

  /** How many buckets there are. */
  public long count() {
    return Math.addExact(last - first, 1);
  }

  /** The buckets from oldest to newest. */
  public LongStream stream() {
    return LongStream.rangeClosed(first, last);
  }
}
