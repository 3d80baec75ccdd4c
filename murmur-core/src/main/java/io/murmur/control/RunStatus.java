package io.murmur.control;

/** Where a run stands. */
public enum RunStatus {
  /** Begun and not ended; also when its process died without a word. */
  RUNNING,
  /** All of its input is in the table. */
  COMPLETED,
  /** Ended by an error. */
  FAILED
}
