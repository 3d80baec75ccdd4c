package io.murmur.monoid;

import java.util.Objects;

/**
 * A value with its place in the order of events: event time first, then event id by its UTF-8
 * bytes. No two different events have the same place.
 *
 * @param eventTimeMillis event time in milliseconds since the epoch
 * @param eventId the event's id
 * @param value what the event said
 * @param <S> a scalar: Long, BigDecimal, Double or String
 */
public record Stamped<S>(long eventTimeMillis, String eventId, S value) {
  /** Rejects nulls. */
  public Stamped {
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(value, "value");
  }
}
