package io.murmur.flink.source.file;

/**
 * What becomes of a file that is not what it should be: cut off in the middle, damaged, or of a
 * kind that cannot be read. Either way all records before the damage are emitted.
 *
 * <p>It is not about files that cannot be reached, or that have changed since the run began: those
 * always fail the run, since trying again may help.
 */
public enum OnUnreadableFile {
  /** The run fails, with an error that names the file and the place. */
  FAIL,
  /** An unreadable record with the file and the place goes on, and so does the run. */
  DEAD_LETTER;

  /** Ends the message of a run that fails. */
  static final String WAY_OUT =
      ". All records before it were emitted. Put a whole file there and start a new run, or go on"
          + " without the rest of it: onUnreadableFile(DEAD_LETTER)";
}
