package io.murmur.processor;

import java.time.Duration;

/**
 * How often a write is tried, and how long the waits in between are.
 *
 * <p>Before retry {@code n} (the first is 0) the wait is drawn uniformly from zero to {@link
 * #longestWait(int) min(backoffMax, backoffBase · 2^n)}: "full jitter", after M. Brooker,
 * Exponential Backoff and Jitter, AWS Architecture Blog 2015. No wait is ever longer than {@code
 * backoffMax}. Waits are whole milliseconds.
 *
 * @param maxAttempts how often a write is tried in all, at least 1; 1 for no retries
 * @param backoffBase the longest first wait, not negative
 * @param backoffMax the longest wait of all, not negative
 */
public record RetryPolicy(int maxAttempts, Duration backoffBase, Duration backoffMax) {

  /** Attempts of {@link #defaults()}. */
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  /** Longest first wait of {@link #defaults()}. */
  public static final Duration DEFAULT_BACKOFF_BASE = Duration.ofMillis(50);

  /** Longest wait of {@link #defaults()}. */
  public static final Duration DEFAULT_BACKOFF_MAX = Duration.ofSeconds(5);

  /** Checks the bounds. */
  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1, was " + maxAttempts);
    }
    requireNotNegative("backoffBase", backoffBase);
    requireNotNegative("backoffMax", backoffMax);
  }

  /** Three attempts, waits from 50 ms doubling to 5 s. */
  public static RetryPolicy defaults() {
    return new RetryPolicy(DEFAULT_MAX_ATTEMPTS, DEFAULT_BACKOFF_BASE, DEFAULT_BACKOFF_MAX);
  }

  /** One attempt. */
  public static RetryPolicy none() {
    return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
  }

  /** The longest wait before a retry, counted from 0. */
  public Duration longestWait(int retry) {
    long max = backoffMax.toMillis();
    long wait = Math.min(max, backoffBase.toMillis());
    for (int i = 0; i < retry && wait < max; i++) {
      wait = wait > max / 2 ? max : Math.min(max, wait * 2);
      if (wait == 0) {
        break;
      }
    }
    return Duration.ofMillis(wait);
  }

  private static void requireNotNegative(String name, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + duration);
    }
  }
}
