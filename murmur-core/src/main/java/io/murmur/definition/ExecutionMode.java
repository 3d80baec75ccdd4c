package io.murmur.definition;

/** How a job runs. */
public enum ExecutionMode {
  /**
   * With checkpoints: the table grows as the job reads, and a restart goes on from the last one.
   */
  STREAMING,
  /** All is read first, then each key is written once; a restart begins again. */
  BATCH
}
