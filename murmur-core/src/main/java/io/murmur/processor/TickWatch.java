package io.murmur.processor;

import java.util.function.LongSupplier;

/**
 * Tells when a tick has passed since the first event of a batch. Where events come fast the clock
 * is looked at with every sixteenth of them only, which is still many times a tick: reading it
 * costs more than adding a number.
 */
final class TickWatch {

  private static final int MOST_SKIPPED = 16;
  private static final int LOOKS_IN_A_TICK = 64;

  private final long tickNanos;
  private final LongSupplier nanoClock;
  private long start;
  private long lastLook;
  private int every;
  private int left;

  /** Creates a watch that never says yes if the tick is 0 or less. */
  TickWatch(long tickNanos, LongSupplier nanoClock) {
    this.tickNanos = tickNanos;
    this.nanoClock = nanoClock;
  }

  /** The first event of a batch has come. */
  void start() {
    if (tickNanos > 0) {
      start = nanoClock.getAsLong();
      lastLook = start;
      every = 1;
      left = 1;
    }
  }

  /** Another event has come: whether the tick is known to have passed. */
  boolean passedAtEvent() {
    if (tickNanos <= 0 || --left > 0) {
      return false;
    }
    long now = nanoClock.getAsLong();
    long nanosPerEvent = (now - lastLook) / every;
    every = nanosPerEvent <= tickNanos / (MOST_SKIPPED * LOOKS_IN_A_TICK) ? MOST_SKIPPED : 1;
    left = every;
    lastLook = now;
    return now - start >= tickNanos;
  }

  /** Whether the tick has passed now. */
  boolean passed() {
    return tickNanos > 0 && nanoClock.getAsLong() - start >= tickNanos;
  }
}
