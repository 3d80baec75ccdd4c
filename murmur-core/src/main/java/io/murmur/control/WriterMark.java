package io.murmur.control;

import io.murmur.state.Stamp;
import java.util.Objects;

/**
 * One subtask of a run's writer, and how far its merges are in the table.
 *
 * @param stamp of its newest epoch that is in the table whole; grows from epoch to epoch, and from
 *     submission to submission
 * @param after the last checkpoint before that epoch; 0 for none
 * @param subtask its number, from 0
 * @param subtasks how many there were
 * @param last whether its input ended in that epoch; also that of a savepoint which was drained
 */
public record WriterMark(Stamp stamp, long after, int subtask, int subtasks, boolean last) {

  /** Rejects numbers that cannot be. */
  public WriterMark {
    Objects.requireNonNull(stamp, "stamp");
    if (after < 0 || subtask < 0 || subtask >= subtasks) {
      throw new IllegalArgumentException(
          "no such writer: subtask %d of %d after checkpoint %d"
              .formatted(subtask, subtasks, after));
    }
  }

  boolean isNewerThan(WriterMark other) {
    return stamp.compareTo(other.stamp) > 0;
  }
}
