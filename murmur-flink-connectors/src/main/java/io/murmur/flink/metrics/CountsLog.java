package io.murmur.flink.metrics;

import java.io.Serializable;
import java.util.OptionalLong;

/** The durable memory of what a run counted, outside of Flink's checkpoints. */
public interface CountsLog extends AutoCloseable {

  /**
   * Keeps the totals; durable when it returns. Comes again, with the same totals or larger ones,
   * after a failure. An error fails the task; a log that wants the job to end says so by Flink's
   * {@code SuppressRestartsException}.
   *
   * @param checkpoint the completed checkpoint that holds them; 0 in batch mode
   * @param total all that was counted so far
   * @param endedAfter the checkpoint that the submission began with in which the source came to its
   *     end, 0 for none; empty while it did not
   */
  void counted(long checkpoint, RunCounts total, OptionalLong endedAfter);

  @Override
  void close();

  /** Opens a log on a task manager. */
  @FunctionalInterface
  interface Factory extends Serializable {

    /** Opens it; whoever opens closes. */
    CountsLog open() throws Exception;
  }
}
