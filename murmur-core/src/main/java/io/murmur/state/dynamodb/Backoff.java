package io.murmur.state.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** How long to wait before the next attempt: exponential with full jitter. */
final class Backoff {

  private static final int MAX_EXPONENT = 16;

  /** Another writer needs a few milliseconds to be done. */
  private static final BackoffStrategy CONFLICT =
      BackoffStrategy.exponentialDelay(Duration.ofMillis(5), Duration.ofMillis(500));

  /** A table needs longer to have capacity again. */
  private static final BackoffStrategy THROTTLING =
      BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofSeconds(5));

  private Backoff() {}

  /** The wait before going on after another writer got in between for the n-th time, from 1. */
  static long conflictMillis(int attempt) {
    return CONFLICT.computeDelay(Math.min(attempt, MAX_EXPONENT)).toMillis();
  }

  /** The wait before asking again after the server left out work for the n-th time, from 1. */
  static long throttlingMillis(int attempt) {
    return THROTTLING.computeDelay(Math.min(attempt, MAX_EXPONENT)).toMillis();
  }
}
