package io.murmur.flink.sink;

import io.murmur.flink.coalesce.DeltaKey;
import io.murmur.flink.coalesce.KeyedDelta;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** What a writer asks of every delta before it takes it; what fails here would vanish silently. */
@FunctionalInterface
interface DeltaCheck<V> {

  /** Throws if the writer must not take the delta. */
  void accept(KeyedDelta<V> delta);

  /** What the configuration asks for. */
  static <V> DeltaCheck<V> of(MergeSinkConfig<V> config, TaskInfo task) {
    DeltaCheck<V> place =
        config.partitioned() ? onItsSubtask(config.pipeline(), task) : delta -> {};
    return config.claimed() ? place.and(withClaims(config.pipeline())) : place;
  }

  /**
   * For a subtask that was restored without its state. That is right only where its input had ended
   * before the checkpoint; then no delta comes.
   */
  static <V> DeltaCheck<V> noneAtAll(MergeSinkConfig<V> config, TaskInfo task, long checkpoint) {
    return delta -> {
      throw Terminal.error(
          new RestoreRefusedException(
              ("pipeline '%s', writer '%s': subtask %d was restored from checkpoint %d without the"
                      + " sink's state, so merges that were pending there may be lost; restore with"
                      + " the uid that the sink had, and without dropping state")
                  .formatted(
                      config.pipeline(),
                      config.delivery().writer(),
                      task.getIndexOfThisSubtask(),
                      checkpoint)));
    };
  }

  /** Both checks, this one first. */
  private DeltaCheck<V> and(DeltaCheck<V> other) {
    return delta -> {
      accept(delta);
      other.accept(delta);
    };
  }

  private static <V> DeltaCheck<V> withClaims(String pipeline) {
    return delta -> {
      if (delta.claims().isEmpty()) {
        throw Terminal.error(
            new IllegalStateException(
                "pipeline '%s': the sink claims event ids, but the delta of key %s@%d carries none; keep the claims of the events when they are extracted"
                    .formatted(pipeline, delta.entity(), delta.bucket())));
      }
    };
  }

  private static <V> DeltaCheck<V> onItsSubtask(String pipeline, TaskInfo task) {
    DeltaKey<V> selector = new DeltaKey<>();
    int here = task.getIndexOfThisSubtask();
    int parallelism = task.getNumberOfParallelSubtasks();
    int maxParallelism = task.getMaxNumberOfParallelSubtasks();
    return delta -> {
      int place =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              selector.getKey(delta), maxParallelism, parallelism);
      if (place != here) {
        throw Terminal.error(
            new IllegalStateException(
                "pipeline '%s': a delta of key %s@%d reached subtask %d and not %d: the stream is not partitioned by DeltaKey; leave partitioned() out to have the sink do it"
                    .formatted(pipeline, delta.entity(), delta.bucket(), here, place)));
      }
    };
  }
}
