package io.murmur.state.valkey;

import java.time.Duration;

/**
 * What a {@link ValkeyClient} may cost its callers at most.
 *
 * @param timeout the longest that one call may take for its caller, with waiting, connecting and
 *     the answer; 1 ms to 1 minute. Batches are several calls
 * @param connections how many connections to each server, and how many threads use them
 * @param maxWaiting how many calls may wait for a connection; more are refused at once
 * @param retryAfter how long a server that is away is left alone before one call tries it again
 */
public record ValkeyLimits(Duration timeout, int connections, int maxWaiting, Duration retryAfter) {

  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  /** Checks the bounds. */
  public ValkeyLimits {
    check("timeout", timeout);
    check("retryAfter", retryAfter);
    if (connections < 1 || maxWaiting < 1) {
      throw new IllegalArgumentException(
          "connections and maxWaiting must be positive, were %d and %d"
              .formatted(connections, maxWaiting));
    }
  }

  /** Half a second, 8 connections, 10,000 waiting calls, a quarter of a second. */
  public static ValkeyLimits defaults() {
    return new ValkeyLimits(Duration.ofMillis(500), 8, 10_000, Duration.ofMillis(250));
  }

  /** These limits with another timeout. */
  public ValkeyLimits withTimeout(Duration other) {
    return new ValkeyLimits(other, connections, maxWaiting, retryAfter);
  }

  /** These limits with another number of connections. */
  public ValkeyLimits withConnections(int other) {
    return new ValkeyLimits(timeout, other, maxWaiting, retryAfter);
  }

  /** These limits with another number of calls that may wait. */
  public ValkeyLimits withMaxWaiting(int other) {
    return new ValkeyLimits(timeout, connections, other, retryAfter);
  }

  /** These limits with another pause before a server that is away is tried again. */
  public ValkeyLimits withRetryAfter(Duration other) {
    return new ValkeyLimits(timeout, connections, maxWaiting, other);
  }

  private static void check(String name, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          name + " must be from 1 ms to " + MAX_TIMEOUT + ", was " + value);
    }
  }
}
