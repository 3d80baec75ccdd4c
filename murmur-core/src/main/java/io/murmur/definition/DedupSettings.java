package io.murmur.definition;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is done about events that come more than once.
 *
 * @param by who remembers event ids
 * @param retention how long an id is remembered at least; empty for the job's default
 */
public record DedupSettings(By by, Optional<Duration> retention) {

  /** Who remembers event ids. */
  public enum By {
    /** Nobody: every record is an event of its own. */
    NONE,
    /** The job, in its state. */
    JOB,
    /** A table, in one transaction with each merge. */
    CLAIMS
  }

  /** Rejects nulls. */
  public DedupSettings {
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(retention, "retention");
  }

  /** Nothing is done. */
  public static DedupSettings none() {
    return new DedupSettings(By.NONE, Optional.empty());
  }
}
