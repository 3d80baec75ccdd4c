package io.murmur.flink.sink;

import java.util.concurrent.TimeUnit;

/**
 * Spreads write units evenly over time. Not Flink's rate limiter, which blocks a thread of its own
 * that nobody can stop.
 */
final class WritePace {

  /** What was not used in this time may be used at once. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final double nanosPerUnit;
  private long free;

  /**
   * Creates a pace.
   *
   * @param unitsPerSecond infinite for no limit
   * @param now in nanoseconds, as in all methods
   */
  WritePace(double unitsPerSecond, long now) {
    this.nanosPerUnit = TimeUnit.SECONDS.toNanos(1) / unitsPerSecond;
    this.free = now;
  }

  /** How many nanoseconds to wait before the next write; 0 if it may go now. */
  long waitNanos(long now) {
    return Math.max(0, free - now);
  }

  /** A write of so many units goes now. */
  void take(long units, long now) {
    free = Math.max(free, now - BURST_NANOS) + (long) (units * nanosPerUnit);
  }
}
