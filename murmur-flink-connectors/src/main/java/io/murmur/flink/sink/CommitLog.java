package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import java.util.Optional;

/**
 * The durable memory, outside of Flink's checkpoints, of which epochs of one writer were written.
 * It is what makes a restore from a checkpoint that is too old fail instead of counting twice.
 *
 * <p>One log belongs to one writer of one table; all subtasks of a sink open it. Safe for use by
 * several processes at once.
 */
public interface CommitLog extends AutoCloseable {

  /**
   * The newest epoch (see {@link CommittedEpoch#isNewerThan}) of all that were begun; empty if none
   * was. Sees every call of {@link #begin} that returned before.
   */
  Optional<CommittedEpoch> newest();

  /**
   * Notes that merges of an epoch may be in the table from now on. Called before the first of them,
   * durable when it returns. An epoch that is not newer than {@link #newest()} changes nothing.
   */
  void begin(CommittedEpoch epoch);

  @Override
  void close();
}
