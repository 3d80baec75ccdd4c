package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.control.WriterMark;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Committer;

/**
 * Merges what a completed checkpoint holds, in the order of the epochs.
 *
 * <p>A commit succeeds whole or throws, and then Flink brings all of it again after a restart: it
 * is never answered with {@code retryLater}, which Flink repeats at once and gives up soon, nor
 * with {@code signalFailedWithKnownReason}, which drops the deltas.
 */
final class MergeCommitter<V> implements Committer<MergeCommittable> {

  /** What one subtask of the writer made under one stamp; in the order of the stamps. */
  private record Part(Stamp stamp, int subtask) implements Comparable<Part> {

    private static final Comparator<Part> ORDER =
        Comparator.comparing(Part::stamp).thenComparing(Part::subtask);

    @Override
    public int compareTo(Part other) {
      return ORDER.compare(this, other);
    }
  }

  private final MergeSinkConfig<V> config;
  private final EpochApplier<V> applier;
  private final SpentRuns spent = new SpentRuns();

  MergeCommitter(MergeSinkConfig<V> config, EpochApplier<V> applier) {
    this.config = config;
    this.applier = applier;
  }

  @Override
  public void commit(Collection<CommitRequest<MergeCommittable>> requests)
      throws IOException, InterruptedException {
    TreeMap<Part, List<MergeCommittable>> parts = new TreeMap<>();
    List<MergeCommittable.Mark> marks = new ArrayList<>();
    for (CommitRequest<MergeCommittable> request : requests) {
      MergeCommittable committable = request.getCommittable();
      requireSameTerms(committable);
      if (committable instanceof MergeCommittable.Mark mark) {
        marks.add(mark);
      } else {
        parts
            .computeIfAbsent(
                new Part(committable.epoch().stamp(), committable.subtask()),
                part -> new ArrayList<>())
            .add(committable);
      }
    }
    Map<Integer, CommitCounts> counts = new HashMap<>();
    for (Map.Entry<Part, List<MergeCommittable>> part : parts.entrySet()) {
      counts.merge(part.getKey().subtask(), commit(part.getValue()), CommitCounts::plus);
    }
    // Marks come with all that they speak of: a checkpoint is committed in one call.
    for (MergeCommittable.Mark mark : marks) {
      CommittedEpoch epoch = mark.epoch();
      applier.committed(
          new WriterMark(
              epoch.stamp(), epoch.after(), mark.subtask(), mark.subtasks(), mark.last()),
          counts.getOrDefault(mark.subtask(), CommitCounts.NONE));
    }
  }

  @Override
  public void close() throws IOException {
    applier.close();
  }

  private CommitCounts commit(List<MergeCommittable> committables)
      throws IOException, InterruptedException {
    // After a restore a subtask of the same number may have taken part in other checkpoints.
    CommittedEpoch epoch =
        committables.stream()
            .map(MergeCommittable::epoch)
            .reduce((one, other) -> other.isNewerThan(one) ? other : one)
            .orElseThrow();
    CommitCounts counts = applier.apply(epoch, committables);
    spent.committed(committables, System.currentTimeMillis());
    return counts;
  }

  private void requireSameTerms(MergeCommittable committable) {
    if (!committable.terms().equals(config.terms())) {
      throw Terminal.error(
          new RestoreRefusedException(
              "pipeline '%s': the checkpoint holds pending merges that were prepared as %s, but the sink is %s; resume once with what the sink was, stop with a savepoint, then change it"
                  .formatted(config.pipeline(), committable.terms(), config.terms())));
    }
  }
}
