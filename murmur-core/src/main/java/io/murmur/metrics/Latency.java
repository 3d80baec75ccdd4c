package io.murmur.metrics;

import java.time.Duration;
import java.util.Objects;

/**
 * What is known of the latencies of one operation.
 *
 * @param count how many were taken, 0 or more
 * @param total their sum
 * @param max the longest; zero if there are none
 */
public record Latency(long count, Duration total, Duration max) {

  /** No latency taken. */
  public static final Latency NONE = new Latency(0, Duration.ZERO, Duration.ZERO);

  /** Rejects nulls. */
  public Latency {
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(max, "max");
  }

  /** The mean; zero if there are none. */
  public Duration mean() {
    return count == 0 ? Duration.ZERO : total.dividedBy(count);
  }
}
