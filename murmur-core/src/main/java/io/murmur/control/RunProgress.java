package io.murmur.control;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a run is, as its own tasks record it: what it counted up to a completed checkpoint, and
 * which epochs of each writer are in the table. Both can be recorded again after a failure without
 * counting anything twice, and together they tell whether all input is in the table, without anyone
 * who waits for the job.
 *
 * <p>It is all when the source came to its end, and every subtask of the writer has merged an epoch
 * in which its input ended, in the same submission or a later one. The latter keeps apart the end
 * of a savepoint that was drained, after which the source goes on.
 *
 * @param checkpoint the completed checkpoint that the counts belong to; 0 for none
 * @param counts what was counted of events, by name
 * @param endedAfter the checkpoint that the submission began with in which the source came to its
 *     end, 0 for none; empty while it did not
 * @param merges what was counted of merges, by name
 * @param writers how far each subtask of the writer is
 */
public record RunProgress(
    long checkpoint,
    SortedMap<String, Long> counts,
    OptionalLong endedAfter,
    SortedMap<String, Long> merges,
    SortedMap<Integer, WriterMark> writers) {

  /** Nothing was recorded. */
  public static final RunProgress NONE =
      new RunProgress(0, new TreeMap<>(), OptionalLong.empty(), new TreeMap<>(), new TreeMap<>());

  /** Copies what is given. */
  public RunProgress {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    merges = Collections.unmodifiableSortedMap(new TreeMap<>(merges));
    writers = Collections.unmodifiableSortedMap(new TreeMap<>(writers));
  }

  /** How many records were read. */
  public long read() {
    return counts.getOrDefault("read", 0L);
  }

  /** How many of these cannot be counted. */
  public long deadRecords() {
    return counts.getOrDefault("deadLetters", 0L);
  }

  /** How many merges can never succeed. */
  public long deadMerges() {
    return merges.getOrDefault("mergeDeadLetters", 0L);
  }

  /** Whether all input is in the table. */
  public boolean complete() {
    if (endedAfter.isEmpty() || !writers.containsKey(0)) {
      return false;
    }
    int subtasks = writers.get(0).subtasks();
    for (int i = 0; i < subtasks; i++) {
      WriterMark writer = writers.get(i);
      if (writer == null
          || writer.subtasks() != subtasks
          || !writer.last()
          || writer.after() < endedAfter.getAsLong()) {
        return false;
      }
    }
    return true;
  }

  /**
   * With the counts of a checkpoint, unless those of a later one are there.
   *
   * @param total all that was counted up to that checkpoint
   */
  RunProgress counted(long atCheckpoint, Map<String, Long> total, OptionalLong ended) {
    return atCheckpoint < checkpoint
        ? this
        : new RunProgress(atCheckpoint, new TreeMap<>(total), ended, merges, writers);
  }

  /**
   * With one more epoch of a writer, unless it is there.
   *
   * @param more what the merges of this epoch counted
   */
  RunProgress merged(WriterMark mark, Map<String, Long> more) {
    WriterMark before = writers.get(mark.subtask());
    if (before != null && !mark.isNewerThan(before)) {
      return this;
    }
    TreeMap<String, Long> sum = new TreeMap<>(merges);
    more.forEach((name, count) -> sum.merge(name, count, Long::sum));
    TreeMap<Integer, WriterMark> marks = new TreeMap<>(writers);
    marks.put(mark.subtask(), mark);
    return new RunProgress(checkpoint, counts, endedAfter, sum, marks);
  }

  /** As a submission finds it that goes on from a checkpoint, whose number may be any. */
  RunProgress resumed() {
    return new RunProgress(0, counts, endedAfter, merges, writers);
  }
}
