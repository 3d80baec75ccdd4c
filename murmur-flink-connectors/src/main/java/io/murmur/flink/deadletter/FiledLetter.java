package io.murmur.flink.deadletter;

import io.murmur.flink.extract.DeadLetter;
import java.time.Instant;
import java.util.Objects;

/**
 * A dead letter as it is in a file.
 *
 * @param runId the run that met it
 * @param letter what it met
 * @param at when it was written, by the clock of the task manager
 */
public record FiledLetter(String runId, DeadLetter letter, Instant at) {

  /** Rejects nulls. */
  public FiledLetter {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(letter, "letter");
    Objects.requireNonNull(at, "at");
  }

  /**
   * Whether it can be sent again: its bytes are here whole, and they are a record's. Not so are
   * what the source could not give whole, records of which only the first {@value
   * DeadLetter#MAX_RAW_BYTES} bytes were kept, and sums that grew beyond all bounds before they
   * reached the table.
   */
  public boolean whole() {
    return !letter.truncated()
        && letter.record().readable()
        && letter.stage() != DeadLetter.Stage.SOURCE
        && letter.stage() != DeadLetter.Stage.MERGE;
  }
}
