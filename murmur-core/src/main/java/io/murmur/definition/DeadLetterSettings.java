package io.murmur.definition;

import io.murmur.control.DeadLetterLimit;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of records that cannot be counted.
 *
 * @param path the folder that they are written to, local or of any file system that Flink knows;
 *     empty if they are only counted
 * @param max how many the run of each pipeline may have before the job fails; empty for any number
 * @param failOnError whether the first one ends the job
 */
public record DeadLetterSettings(
    Optional<String> path, Optional<DeadLetterLimit> max, boolean failOnError) {

  /** Rejects nulls. */
  public DeadLetterSettings {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(max, "max");
  }

  /** The same where the first one ends the job, whatever number was allowed. */
  public DeadLetterSettings failingOnError() {
    return new DeadLetterSettings(path, Optional.empty(), true);
  }

  /** The same with another number of them, also if none was allowed. */
  public DeadLetterSettings withMax(DeadLetterLimit limit) {
    return new DeadLetterSettings(path, Optional.of(limit), false);
  }

  /** They are counted, and nothing else. */
  public static DeadLetterSettings counted() {
    return new DeadLetterSettings(Optional.empty(), Optional.empty(), false);
  }
}
