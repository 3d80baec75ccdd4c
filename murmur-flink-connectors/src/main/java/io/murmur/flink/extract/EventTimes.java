package io.murmur.flink.extract;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which events a run takes by their times. Others are left out and counted.
 *
 * @param from the first moment that is taken
 * @param to the first moment after it that is not
 * @param expiredAt events whose buckets may have gone by then are not taken; {@link Instant#MIN} to
 *     take them
 */
public record EventTimes(Instant from, Instant to, Instant expiredAt) implements Serializable {

  /** All events. */
  public static final EventTimes ALL = new EventTimes(Instant.MIN, Instant.MAX, Instant.MIN);

  /** Rejects nulls and empty ranges. */
  public EventTimes {
    Objects.requireNonNull(expiredAt, "expiredAt");
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "the range of event times from %s to %s is empty".formatted(from, to));
    }
  }

  /**
   * The events of a range; without an end to that side it has none.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static EventTimes between(Optional<Instant> from, Optional<Instant> to) {
    return new EventTimes(from.orElse(Instant.MIN), to.orElse(Instant.MAX), Instant.MIN);
  }

  /** The same without those whose buckets may be gone at an instant. */
  public EventTimes unexpiredAt(Instant instant) {
    return new EventTimes(from, to, instant);
  }

  /** Whether events are left out because of their time. */
  public boolean ranged() {
    return !from.equals(Instant.MIN) || !to.equals(Instant.MAX);
  }

  /** Whether events are left out because their buckets have expired. */
  public boolean expiring() {
    return !expiredAt.equals(Instant.MIN);
  }

  /** The range in words: {@code from 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z}. */
  @Override
  public String toString() {
    if (!ranged()) {
      return "of all times";
    }
    String begin = from.equals(Instant.MIN) ? "" : "from " + from;
    String end = to.equals(Instant.MAX) ? "" : "to " + to;
    return (begin + " " + end).strip();
  }
}
