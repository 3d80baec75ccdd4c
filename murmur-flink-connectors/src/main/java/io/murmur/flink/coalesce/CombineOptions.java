package io.murmur.flink.coalesce;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How much a task folds before the shuffle.
 *
 * @param maxKeys how many keys are held at most; beyond it those that are met least go on early
 * @param maxBytes about how many bytes they may hold at most; estimated, right to a factor of two
 * @param flushTick how long a delta waits at most; zero for until the next checkpoint barrier or
 *     the end of input
 */
public record CombineOptions(int maxKeys, long maxBytes, Duration flushTick)
    implements Serializable {

  /**
   * 262,144 keys: with counts some 30 MB for each task. Of 5 million events over 100,000 keys of a
   * Zipf distribution at parallelism 2, a table that holds all keys shuffles 0.19 million deltas,
   * one of 10,000 keys 1.26 million.
   */
  public static final int DEFAULT_MAX_KEYS = 1 << 18;

  /** 64 MiB. */
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  /** Checks the bounds. */
  public CombineOptions {
    Objects.requireNonNull(flushTick, "flushTick");
    if (maxKeys < 1 || maxKeys > 1 << 28) {
      throw new IllegalArgumentException(
          "the local combine must hold 1 to " + (1 << 28) + " keys, not " + maxKeys);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "the local combine must hold at least one byte, not " + maxBytes);
    }
    if (flushTick.isNegative() || (!flushTick.isZero() && flushTick.toMillis() == 0)) {
      throw new IllegalArgumentException(
          "the flush tick of the local combine must be zero, or a millisecond at least, not "
              + flushTick);
    }
  }

  /** The defaults: flushed at barriers and at the end of input. */
  public static CombineOptions defaults() {
    return new CombineOptions(DEFAULT_MAX_KEYS, DEFAULT_MAX_BYTES, Duration.ZERO);
  }

  /** The same with another number of keys. */
  public CombineOptions withMaxKeys(int keys) {
    return new CombineOptions(keys, maxBytes, flushTick);
  }

  /** The same with another number of bytes. */
  public CombineOptions withMaxBytes(long bytes) {
    return new CombineOptions(maxKeys, bytes, flushTick);
  }

  /** The same with another tick; zero disables it. */
  public CombineOptions withFlushTick(Duration tick) {
    return new CombineOptions(maxKeys, maxBytes, tick);
  }
}
