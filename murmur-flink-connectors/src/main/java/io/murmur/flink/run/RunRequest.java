package io.murmur.flink.run;

import io.murmur.control.RunIds;
import java.util.Objects;

/**
 * A bounded run that someone wants to start.
 *
 * @param runId the run's id: starting the same id again is the same run
 * @param pipeline the pipeline's name
 * @param fingerprint what the pipeline's values mean
 * @param table the table that the run writes to
 * @param writer the name under which it writes
 * @param batch whether it runs in batch mode, where it makes no checkpoints and all submissions
 *     share the stamps of the first
 * @param claims whether its events are claimed, so that beginning again changes no total
 * @param acceptDoubleCounting whether beginning again is allowed although events would be counted
 *     twice
 */
public record RunRequest(
    String runId,
    String pipeline,
    String fingerprint,
    String table,
    String writer,
    boolean batch,
    boolean claims,
    boolean acceptDoubleCounting) {

  /** Checks the id. */
  public RunRequest {
    RunIds.check(runId);
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(writer, "writer");
  }
}
