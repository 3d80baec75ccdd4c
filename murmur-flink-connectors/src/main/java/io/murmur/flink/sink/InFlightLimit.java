package io.murmur.flink.sink;

import org.apache.flink.connector.base.sink.writer.strategy.AIMDScalingStrategy;

/**
 * How many merges may be in flight: grows by a fixed step for each full window that went well,
 * halves when the store throttles, at most once in a window, since all that were in flight then
 * tell of the same congestion (additive increase, multiplicative decrease as in TCP, after D. Chiu
 * and R. Jain, 1989).
 */
final class InFlightLimit {

  private static final int INITIAL = 32;
  private static final int STEPS_TO_MAX = 16;
  private static final double DECREASE = 0.5;

  private final AIMDScalingStrategy strategy;
  private int limit;
  private int untilIncrease;
  private int untilDecrease;

  InFlightLimit(int max) {
    this.strategy =
        AIMDScalingStrategy.builder(max)
            .setIncreaseRate(Math.max(1, max / STEPS_TO_MAX))
            .setDecreaseFactor(DECREASE)
            .build();
    this.limit = Math.min(INITIAL, max);
    this.untilIncrease = limit;
  }

  /** The limit now, at least 1. */
  int current() {
    return limit;
  }

  /** A merge is done. */
  void completed() {
    untilDecrease--;
    if (--untilIncrease <= 0) {
      limit = strategy.scaleUp(limit);
      untilIncrease = limit;
    }
  }

  /** The store has throttled. */
  void throttled() {
    untilIncrease = limit;
    if (untilDecrease <= 0) {
      limit = strategy.scaleDown(limit);
      untilIncrease = limit;
      untilDecrease = limit;
    }
  }
}
