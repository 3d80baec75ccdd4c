package io.murmur.flink.sink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.WithBoundedness;

/**
 * What a sink learns from the job that it becomes part of, when the graph is made.
 *
 * @param batch whether the job runs in BATCH mode
 * @param checkpoints the folder of the checkpoints; empty if it is not known
 */
record GraphFacts(boolean batch, String checkpoints) implements Serializable {

  /** What is assumed of a job that was not asked. */
  static final GraphFacts UNKNOWN = new GraphFacts(false, "");

  /**
   * Asks a job.
   *
   * @throws IllegalStateException if the sink cannot be exact in it; names all that is wrong
   */
  static GraphFacts of(StreamExecutionEnvironment environment, MergeSinkConfig<?> config) {
    ReadableConfig options = environment.getConfiguration();
    boolean batch = batch(environment, options);
    if (!batch) {
      requireCheckpoints(environment, options, config);
    }
    return new GraphFacts(
        batch, options.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).orElse(""));
  }

  /** The rule by which Flink decides; it does not tell. */
  private static boolean batch(StreamExecutionEnvironment environment, ReadableConfig options) {
    RuntimeExecutionMode mode = options.get(ExecutionOptions.RUNTIME_MODE);
    return mode == RuntimeExecutionMode.BATCH
        || (mode == RuntimeExecutionMode.AUTOMATIC
            && environment.getTransformations().stream()
                .flatMap(transformation -> transformation.getTransitivePredecessors().stream())
                .filter(WithBoundedness.class::isInstance)
                .allMatch(
                    source -> ((WithBoundedness) source).getBoundedness() == Boundedness.BOUNDED));
  }

  private static void requireCheckpoints(
      StreamExecutionEnvironment environment, ReadableConfig options, MergeSinkConfig<?> config) {
    List<String> problems = new ArrayList<>();
    if (!environment.getCheckpointConfig().isCheckpointingEnabled()) {
      problems.add(
          "checkpoints are off, and deltas are only merged when a checkpoint completes: set "
              + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    }
    if (!options.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH)) {
      problems.add(
          "without a last checkpoint the deltas since the one before are lost when the input ends:"
              + " leave "
              + CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH.key()
              + " at true");
    }
    if (!(config.delivery() instanceof Delivery.AtLeastOnce)
        && environment.getCheckpointConfig().getCheckpointingConsistencyMode()
            == CheckpointingMode.AT_LEAST_ONCE) {
      problems.add(
          "checkpoints that hold events twice make them count twice: set "
              + CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key()
              + " to EXACTLY_ONCE");
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "pipeline '%s' cannot run in this job:\n- %s"
              .formatted(config.pipeline(), String.join("\n- ", problems)));
    }
  }
}
