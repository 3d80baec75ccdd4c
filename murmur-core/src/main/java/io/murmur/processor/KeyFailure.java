package io.murmur.processor;

import io.murmur.state.Key;
import java.util.List;
import java.util.Objects;

/**
 * A key with contributions that were not merged.
 *
 * @param key which aggregate
 * @param eventIds the ids of the events whose contributions are missing from it, in the order in
 *     which they came
 * @param attempts how often the write was tried, 0 if it was not
 * @param error the last error
 */
public record KeyFailure(Key key, List<String> eventIds, int attempts, Throwable error) {

  /** Rejects nulls and copies the ids. */
  public KeyFailure {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(error, "error");
    eventIds = List.copyOf(eventIds);
  }

  @Override
  public String toString() {
    return "key %s (%d event(s)) after %d attempt(s): %s"
        .formatted(key, eventIds.size(), attempts, error);
  }
}
