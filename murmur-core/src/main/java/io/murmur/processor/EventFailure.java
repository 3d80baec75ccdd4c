package io.murmur.processor;

import java.util.Objects;

/**
 * An event of a batch that the pipeline cannot count.
 *
 * @param position the event's place in the batch, from 0
 * @param place the source's own place of the event
 * @param error why it cannot be counted
 */
public record EventFailure(long position, String place, Throwable error) {

  /** Rejects nulls. */
  public EventFailure {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(error, "error");
  }

  @Override
  public String toString() {
    return "event %s (number %d of the batch): %s".formatted(place, position, error);
  }
}
