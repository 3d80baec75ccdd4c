package io.murmur.flink.bootstrap;

/**
 * A bootstrap ended before all of its input was in the table. What its last checkpoint holds is in
 * the table once; starting the run again goes on from there.
 */
public final class BootstrapFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates the error with the run, what went wrong first, and what comes next. */
  BootstrapFailedException(String runId, String reason, Throwable cause) {
    super(
        "run '%s' failed: %s. What it merged up to its last checkpoint stays, each event once; start it again with the same run id to go on from there"
            .formatted(runId, reason),
        cause);
  }
}
