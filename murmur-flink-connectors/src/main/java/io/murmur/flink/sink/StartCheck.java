package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.state.Stamp;
import java.util.Collection;
import java.util.Optional;

/** Decides whether a writer may start from where it was told to, and as what. */
final class StartCheck {

  private final MergeSinkConfig<?> config;
  private final Optional<CommittedEpoch> newest;

  /**
   * Creates the check.
   *
   * @param newest what the commit log knows
   */
  StartCheck(MergeSinkConfig<?> config, Optional<CommittedEpoch> newest) {
    this.config = config;
    this.newest = newest;
  }

  /**
   * A start without any state.
   *
   * @throws RestoreRefusedException if the writer has committed before
   */
  WriterState fresh() {
    long generation = config.delivery().generation();
    if (newest.isPresent()) {
      CommittedEpoch known = newest.get();
      if (known.stamp().generation() >= generation) {
        throw refused(
            "generation %d starts without state, but generation %d has committed already: its stamps would be taken for repeats and lost; take a new generation for each submission"
                .formatted(generation, known.stamp().generation()));
      }
      if (!config.history().startsOver()) {
        throw refused(
            "generation %d starts without state, but generation %d has committed beyond checkpoint %d: events that are read again would count twice; resume from its last checkpoint, or replay into a fresh table and swap, or allow it with startOver(true)"
                .formatted(generation, known.stamp().generation(), known.after()));
      }
    }
    return new WriterState(generation, generation);
  }

  /**
   * A run of a bounded job without checkpoints: the same run may be repeated.
   *
   * @throws RestoreRefusedException if another run of the writer has committed before
   */
  WriterState batch() {
    long generation = config.delivery().generation();
    boolean repeat = newest.isPresent() && newest.get().equals(batchEpoch(generation));
    return repeat ? new WriterState(generation, generation) : fresh();
  }

  /** The one epoch of a run without checkpoints; those of runs with checkpoints begin at 1. */
  static CommittedEpoch batchEpoch(long generation) {
    return new CommittedEpoch(generation, 0, new Stamp(generation, 0, 0));
  }

  /**
   * A start from a checkpoint.
   *
   * @param states the copies that this subtask got, at least one
   * @throws RestoreRefusedException if the checkpoint does not hold all that was committed
   */
  WriterState restored(Collection<WriterState> states, long checkpoint) {
    long generation = config.delivery().generation();
    long then = states.stream().mapToLong(WriterState::generation).max().orElseThrow();
    long lineage = states.stream().mapToLong(WriterState::lineage).max().orElseThrow();
    if (generation < then) {
      throw refused(
          "checkpoint %d was taken by generation %d, which is newer than this submission's %d: its stamps would be taken for repeats and lost; take a new generation for each submission"
              .formatted(checkpoint, then, generation));
    }
    if (newest.isPresent()) {
      CommittedEpoch known = newest.get();
      boolean otherLineage = known.lineage() > lineage;
      if (otherLineage || (known.lineage() == lineage && known.after() >= checkpoint)) {
        throw refused(
            "checkpoint %d of generation %d is too old: generation %d has committed beyond checkpoint %d%s, and what lies between would count twice; resume from the newest checkpoint, or replay into a fresh table and swap"
                .formatted(
                    checkpoint,
                    then,
                    known.stamp().generation(),
                    known.after(),
                    otherLineage
                        ? " of a run that started over as generation " + known.lineage()
                        : ""));
      }
    }
    return new WriterState(generation, lineage);
  }

  private RestoreRefusedException refused(String why) {
    return new RestoreRefusedException(
        "pipeline '%s', writer '%s': %s"
            .formatted(config.pipeline(), config.delivery().writer(), why));
  }
}
