package io.murmur.definition;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How much is folded before it is written. What is empty is the job's default.
 *
 * @param maxKeys how many keys each task folds before the shuffle
 * @param maxBytes about how many bytes they may hold
 * @param flushTick how long deltas are held by key, over any number of checkpoints; empty for until
 *     the next checkpoint
 */
public record CoalesceSettings(
    Optional<Integer> maxKeys, Optional<Long> maxBytes, Optional<Duration> flushTick) {

  /** Rejects nulls. */
  public CoalesceSettings {
    Objects.requireNonNull(maxKeys, "maxKeys");
    Objects.requireNonNull(maxBytes, "maxBytes");
    Objects.requireNonNull(flushTick, "flushTick");
  }

  /** All as the job has it. */
  public static CoalesceSettings defaults() {
    return new CoalesceSettings(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
