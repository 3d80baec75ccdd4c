package io.murmur.definition;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When a job writes what it has folded.
 *
 * @param interval the time between two checkpoints; empty for how Flink's configuration says
 */
public record CheckpointSettings(Optional<Duration> interval) {

  /** Rejects nulls. */
  public CheckpointSettings {
    Objects.requireNonNull(interval, "interval");
  }
}
