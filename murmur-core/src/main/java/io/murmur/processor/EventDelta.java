package io.murmur.processor;

import java.util.Objects;

/**
 * What one event adds to a key.
 *
 * @param eventId the event's id, not empty
 * @param delta what it adds
 * @param <V> the type of the aggregate
 */
public record EventDelta<V>(String eventId, V delta) {

  /** Rejects nulls and an empty id. */
  public EventDelta {
    Objects.requireNonNull(delta, "delta");
    if (eventId.isEmpty()) {
      throw new IllegalArgumentException("the id of an event must not be empty");
    }
  }
}
