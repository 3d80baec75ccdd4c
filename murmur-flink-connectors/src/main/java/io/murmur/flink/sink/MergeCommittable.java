package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import java.util.List;

/**
 * What a writer hands to its committer at a checkpoint: deltas of one epoch, each key once. Part of
 * the checkpoint, so small or a reference.
 */
sealed interface MergeCommittable {

  /** The epoch. */
  CommittedEpoch epoch();

  /** What the deltas were prepared for, see {@link MergeSinkConfig#terms()}. */
  String terms();

  /** The subtask of the writer that made it; 0 for those of the first release. */
  int subtask();

  /** When it was made, by the writer's clock, in milliseconds since the epoch. */
  long preparedAtMillis();

  /** Deltas as bytes. Not a record, since those do not own arrays. */
  final class Chunk implements MergeCommittable {

    private final CommittedEpoch epoch;
    private final String terms;
    private final int subtask;
    private final long preparedAtMillis;
    private final long deltas;
    private final byte[] bytes;

    /** Takes over the bytes: as many deltas as said, in the format of {@link DeltaFormat}. */
    Chunk(
        CommittedEpoch epoch,
        String terms,
        int subtask,
        long preparedAtMillis,
        long deltas,
        byte[] bytes) {
      this.epoch = epoch;
      this.terms = terms;
      this.subtask = subtask;
      this.preparedAtMillis = preparedAtMillis;
      this.deltas = deltas;
      this.bytes = bytes;
    }

    @Override
    public CommittedEpoch epoch() {
      return epoch;
    }

    @Override
    public String terms() {
      return terms;
    }

    @Override
    public int subtask() {
      return subtask;
    }

    @Override
    public long preparedAtMillis() {
      return preparedAtMillis;
    }

    long deltas() {
      return deltas;
    }

    /** Not to be changed. */
    byte[] bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return deltas + " deltas of " + epoch;
    }
  }

  /**
   * Deltas in files that live as long as checkpoints may refer to them.
   *
   * @param runs each sorted by key, unless it is the only one; a key that is in several is folded
   *     in their order
   */
  record Spilled(
      CommittedEpoch epoch, String terms, int subtask, long preparedAtMillis, List<Run> runs)
      implements MergeCommittable {
    public Spilled {
      runs = List.copyOf(runs);
    }
  }

  /**
   * No deltas: says that those of the epoch, which come with it, are all of the subtask's.
   *
   * @param subtasks how many subtasks the writer has
   * @param last whether its input ended
   */
  record Mark(
      CommittedEpoch epoch,
      String terms,
      int subtask,
      long preparedAtMillis,
      int subtasks,
      boolean last)
      implements MergeCommittable {}

  /** One file of deltas. */
  record Run(String path, long deltas) {}
}
