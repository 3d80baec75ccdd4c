package io.murmur.flink.source.scan;

import java.util.concurrent.TimeUnit;

/**
 * Spreads what is read evenly over time: what a page cost is known when it is there, and delays the
 * next one. Not Flink's rate limiter, which blocks a thread of its own that nobody can stop.
 */
final class ReadPace {

  private final double nanosPerUnit;
  private long free;

  /**
   * Creates a pace.
   *
   * @param unitsPerSecond infinite for no limit
   * @param now in nanoseconds, as in all methods
   */
  ReadPace(double unitsPerSecond, long now) {
    this.nanosPerUnit = TimeUnit.SECONDS.toNanos(1) / unitsPerSecond;
    this.free = now;
  }

  /** How many nanoseconds to wait before the next page; 0 if it may be read now. */
  long waitNanos(long now) {
    return Math.max(0, free - now);
  }

  /** A page of so many units was read. */
  void took(double units, long now) {
    free = Math.max(free, now) + (long) (units * nanosPerUnit);
  }
}
