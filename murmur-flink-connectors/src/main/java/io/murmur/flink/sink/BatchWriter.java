package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.control.WriterMark;
import io.murmur.flink.coalesce.KeyedDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;

/**
 * Folds all deltas of a bounded run by key and merges them when the input ends, each key once: the
 * whole run is one epoch. A task that is repeated makes the same merges under the same stamp. What
 * does not fit into memory goes to files on this machine, since a repeated task starts from
 * nothing.
 */
final class BatchWriter<V>
    implements StatefulSinkWriter<KeyedDelta<V>, WriterState>,
        CommittingSinkWriter<KeyedDelta<V>, MergeCommittable> {

  private final MergeSinkConfig<V> config;
  private final DeltaCheck<V> check;
  private final EpochApplier<V> applier;
  private final SpillSpace spill;
  private final WriterMetrics metrics;
  private final TaskInfo task;
  private final TypeSerializer<KeyedDelta<V>> serializer;
  private final EpochBuffer<V> buffer;
  private final List<MergeCommittable.Run> runs = new ArrayList<>();

  BatchWriter(
      MergeSinkConfig<V> config,
      DeltaCheck<V> check,
      EpochApplier<V> applier,
      SpillSpace spill,
      WriterMetrics metrics,
      TaskInfo task) {
    this.config = config;
    this.check = check;
    this.applier = applier;
    this.spill = spill;
    this.metrics = metrics;
    this.task = task;
    this.serializer = DeltaFormat.serializer(config.monoid());
    this.buffer = new EpochBuffer<>(config.monoid(), config.claimed());
    metrics.watch(buffer::keys);
  }

  @Override
  public void write(KeyedDelta<V> delta, Context context) throws IOException {
    check.accept(delta);
    buffer.add(delta);
    if (buffer.bytes() >= config.buffer().bytes()) {
      spill(false);
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    if (!endOfInput) {
      return;
    }
    spill(runs.isEmpty());
    CommittedEpoch epoch = StartCheck.batchEpoch(config.delivery().generation());
    CommitCounts counts = CommitCounts.NONE;
    int subtask = task.getIndexOfThisSubtask();
    if (!runs.isEmpty()) {
      counts =
          applier.apply(
              epoch,
              List.of(
                  new MergeCommittable.Spilled(
                      epoch, config.terms(), subtask, System.currentTimeMillis(), runs)));
    }
    applier.committed(
        new WriterMark(
            epoch.stamp(), epoch.after(), subtask, task.getNumberOfParallelSubtasks(), true),
        counts);
  }

  /** Nothing: all is in the store already. */
  @Override
  public Collection<MergeCommittable> prepareCommit() {
    return List.of();
  }

  /** Nothing: there are no checkpoints. */
  @Override
  public List<WriterState> snapshotState(long checkpointId) {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    Closing.all(applier, spill::deleteAll);
  }

  private void spill(boolean alone) throws IOException {
    metrics.epoch(buffer.keys());
    metrics.spilled(buffer.keys());
    runs.addAll(spill.write(serializer, buffer, alone));
  }
}
