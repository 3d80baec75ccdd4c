package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.flink.coalesce.DeltaKey;
import io.murmur.flink.coalesce.KeyedDelta;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;

/**
 * Merges deltas into a store, each exactly once: a delta that a checkpoint holds is in the store
 * once, whatever fails in between, and nothing else is.
 *
 * <pre>
 *   DataStream&lt;KeyedDelta&lt;V&gt;&gt;
 *        |
 *        |  partitioned by key, or forward if it was already
 *        v
 *   +-----------------------------------------+
 *   | writer   folds per key what lies         |
 *   |          between two checkpoints; state: |
 *   |          generation and lineage          |---- large epochs ----&gt; files of sorted deltas
 *   +-----------------------------------------+                          beside the checkpoints
 *        |                                                                      |
 *        |  forward, a thread of its own behind it;                             |
 *        |  chunks of deltas, or names of files, stamped                        |
 *        |  (generation, restored checkpoint, n-th since)                       |
 *        v                                                                      |
 *   +-----------------------------------------+                                 |
 *   | committer  state: what is pending;       |&lt;-------------------------------+
 *   |            when a checkpoint completes:  |
 *   |            epoch by epoch, many merges   |---- begun -------------&gt; commit log
 *   |            in flight, each under         |---- rejected ----------&gt; dead letters
 *   |            its epoch's stamp             |---- values it got back -&gt; cache
 *   +-----------------------------------------+
 *        |
 *        v
 *   store: applies a merge only if the item's fence of this writer is lower than the stamp
 * </pre>
 *
 * In BATCH there are no checkpoints: the writer folds the whole run, partly in local files, and
 * merges each key once when its input ends, under the one stamp of the run.
 *
 * <p>Three things carry the promise. A key is on one subtask, so that its epochs are applied in
 * order: a stamp that came after a higher one would look applied. Stamps are never used twice:
 * within a generation a restart goes on from a higher checkpoint, and each submission has a higher
 * generation. And a checkpoint older than what was committed is refused, if there is a {@link
 * CommitLog}.
 *
 * <p>Give the sink a uid that never changes, or use {@link #addTo}, which does: pending merges are
 * in its state. Commits that take longer than the time between two checkpoints make checkpoints
 * wait for them, not events. One sink object belongs to one job graph.
 *
 * @param <V> the stored value
 */
public final class MergeSink<V>
    implements Sink<KeyedDelta<V>>,
        SupportsWriterState<KeyedDelta<V>, WriterState>,
        SupportsCommitter<MergeCommittable>,
        SupportsPreWriteTopology<KeyedDelta<V>>,
        SupportsPreCommitTopology<MergeCommittable, MergeCommittable> {

  private static final long serialVersionUID = 1L;

  private final MergeSinkConfig<V> config;
  private GraphFacts facts = GraphFacts.UNKNOWN;

  MergeSink(MergeSinkConfig<V> config) {
    this.config = config;
  }

  /** Starts building a sink. */
  public static <V> MergeSinkBuilder<V> builder() {
    return new MergeSinkBuilder<>();
  }

  /**
   * Ends a stream in this sink, with a name and a uid made of the pipeline's name and the writer's,
   * and the parallelism of the environment, which BATCH would otherwise choose, down to 1.
   */
  public DataStreamSink<KeyedDelta<V>> addTo(DataStream<KeyedDelta<V>> stream) {
    String label = config.pipeline() + " by " + config.delivery().writer();
    return stream
        .sinkTo(this)
        .name("merge " + label)
        .uid("murmur merge " + label)
        .setParallelism(
            config.partitioned()
                ? stream.getParallelism()
                : stream.getExecutionEnvironment().getParallelism());
  }

  /** Called by Flink when the graph is made: looks at the job, and partitions the stream. */
  @Override
  public DataStream<KeyedDelta<V>> addPreWriteTopology(DataStream<KeyedDelta<V>> input) {
    facts = GraphFacts.of(input.getExecutionEnvironment(), config);
    // Not as a keyed stream: the writer has no state by key, so Flink need not keep track of it,
    // nor
    // sort by it in BATCH.
    return config.partitioned()
        ? input
        : new DataStream<>(
            input.getExecutionEnvironment(), DeltaKey.partition(input).getTransformation());
  }

  /**
   * Called by Flink when the graph is made: puts the committer into another thread than the writer,
   * so that events flow while a commit is running.
   */
  @Override
  public DataStream<CommittableMessage<MergeCommittable>> addPreCommitTopology(
      DataStream<CommittableMessage<MergeCommittable>> committables) {
    return committables
        .map(message -> message)
        .returns(committables.getType())
        .name("hand over")
        .startNewChain();
  }

  @Override
  public StatefulSinkWriter<KeyedDelta<V>, WriterState> createWriter(WriterInitContext context)
      throws IOException {
    TaskInfo task = context.getTaskInfo();
    StartCheck start = new StartCheck(config, newestCommit());
    DeltaCheck<V> check = DeltaCheck.of(config, task);
    if (facts.batch()) {
      refusing(start::batch);
      return new BatchWriter<>(
          config,
          check,
          new EpochApplier<>(
              config,
              MergeResources.open(config, context.metricGroup()),
              task.getNumberOfParallelSubtasks()),
          config.buffer().spillDirectory().isEmpty()
              ? SpillSpace.local(config)
              : SpillSpace.below(config.buffer().spillDirectory(), config),
          new WriterMetrics(context.metricGroup(), config.pipeline()),
          task);
    }
    return epochWriter(context, check, refusing(start::fresh), task, 0);
  }

  @Override
  public StatefulSinkWriter<KeyedDelta<V>, WriterState> restoreWriter(
      WriterInitContext context, Collection<WriterState> recovered) throws IOException {
    TaskInfo task = context.getTaskInfo();
    long checkpoint = context.getRestoredCheckpointId().orElseThrow();
    if (recovered.isEmpty()) {
      long generation = config.delivery().generation();
      return epochWriter(
          context,
          DeltaCheck.noneAtAll(config, task, checkpoint),
          new WriterState(generation, generation),
          task,
          checkpoint);
    }
    StartCheck start = new StartCheck(config, newestCommit());
    WriterState state = refusing(() -> start.restored(recovered, checkpoint));
    return epochWriter(context, DeltaCheck.of(config, task), state, task, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<WriterState> getWriterStateSerializer() {
    return new WriterStateSerializer();
  }

  @Override
  public Committer<MergeCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return new MergeCommitter<>(
        config,
        new EpochApplier<>(
            config,
            MergeResources.open(config, context.metricGroup()),
            context.getTaskInfo().getNumberOfParallelSubtasks()));
  }

  @Override
  public SimpleVersionedSerializer<MergeCommittable> getCommittableSerializer() {
    return new MergeCommittableSerializer();
  }

  @Override
  public SimpleVersionedSerializer<MergeCommittable> getWriteResultSerializer() {
    return new MergeCommittableSerializer();
  }

  private EpochWriter<V> epochWriter(
      WriterInitContext context,
      DeltaCheck<V> check,
      WriterState state,
      TaskInfo task,
      long restoredFrom) {
    String base =
        config.buffer().spillDirectory().isEmpty()
            ? facts.checkpoints()
            : config.buffer().spillDirectory();
    return new EpochWriter<>(
        config,
        check,
        base.isEmpty() ? Optional.empty() : Optional.of(SpillSpace.below(base, config)),
        new WriterMetrics(context.metricGroup(), config.pipeline()),
        state,
        task,
        restoredFrom);
  }

  private Optional<CommittedEpoch> newestCommit() throws IOException {
    if (!(config.delivery() instanceof Delivery.Fenced)) {
      return Optional.empty();
    }
    try {
      Optional<CommitLog> opened = config.history().log().open();
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      try (CommitLog log = opened.get()) {
        return log.newest();
      }
    } catch (Exception e) {
      throw new IOException(
          "pipeline '%s', writer '%s': cannot ask the commit log what was committed: %s"
              .formatted(config.pipeline(), config.delivery().writer(), e.getMessage()),
          e);
    }
  }

  /** A start that is refused ends the job. */
  private static WriterState refusing(Supplier<WriterState> start) {
    try {
      return start.get();
    } catch (RestoreRefusedException e) {
      throw Terminal.error(e);
    }
  }
}
