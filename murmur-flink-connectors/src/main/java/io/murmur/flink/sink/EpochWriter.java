package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.flink.coalesce.KeyedDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Folds the deltas of an epoch by key and hands them over at the checkpoint. Writes nothing into
 * the store.
 *
 * <p>An epoch that is small travels inside the checkpoint, in chunks. A larger one goes to files,
 * one for each time that memory was full and one for the rest, and only their names travel: what
 * the channel to the committer cannot take would hold up the pipeline while a commit is running.
 */
final class EpochWriter<V>
    implements StatefulSinkWriter<KeyedDelta<V>, WriterState>,
        CommittingSinkWriter<KeyedDelta<V>, MergeCommittable> {

  /** The size at which a chunk is closed. */
  private static final int CHUNK_BYTES = 32 * 1024;

  /**
   * The largest epoch in memory that travels inside the checkpoint; about what a channel with
   * Flink's default buffers takes while nobody reads.
   */
  private static final long INLINE_BYTES = 1024 * 1024;

  private final MergeSinkConfig<V> config;
  private final DeltaCheck<V> check;
  private final Optional<SpillSpace> spill;
  private final WriterMetrics metrics;
  private final TypeSerializer<KeyedDelta<V>> serializer;
  private final EpochBuffer<V> buffer;
  private final List<MergeCommittable.Run> runs = new ArrayList<>();
  private final DataOutputSerializer chunk = new DataOutputSerializer(CHUNK_BYTES);
  private final WriterState state;
  private final TaskInfo task;
  private final int stateCopies;
  private final long restart;
  private long after;
  private boolean ended;
  private long sequence;

  /**
   * Creates a writer.
   *
   * @param restoredFrom the checkpoint that the writer was restored from, 0 for none
   */
  EpochWriter(
      MergeSinkConfig<V> config,
      DeltaCheck<V> check,
      Optional<SpillSpace> spill,
      WriterMetrics metrics,
      WriterState state,
      TaskInfo task,
      long restoredFrom) {
    this.config = config;
    this.check = check;
    this.spill = spill;
    this.metrics = metrics;
    this.serializer = DeltaFormat.serializer(config.monoid());
    this.buffer = new EpochBuffer<>(config.monoid(), config.claimed());
    this.state = state;
    this.task = task;
    this.stateCopies = stateCopies(task);
    this.restart = restoredFrom;
    this.after = restoredFrom;
    metrics.watch(buffer::keys);
  }

  @Override
  public void write(KeyedDelta<V> delta, Context context) throws IOException {
    check.accept(delta);
    buffer.add(delta);
    if (spill.isPresent() && buffer.bytes() >= config.buffer().bytes()) {
      spill(spill.get(), false);
    }
  }

  /** All deltas are handed over by {@link #prepareCommit}. */
  @Override
  public void flush(boolean endOfInput) {
    ended |= endOfInput;
  }

  @Override
  public Collection<MergeCommittable> prepareCommit() throws IOException {
    sequence++;
    CommittedEpoch epoch =
        new CommittedEpoch(
            state.lineage(), after, StampParts.first(state.generation(), restart, sequence));
    metrics.epoch(buffer.keys() + runs.stream().mapToLong(MergeCommittable.Run::deltas).sum());
    List<MergeCommittable> committables = new ArrayList<>();
    if (!runs.isEmpty() || (spill.isPresent() && buffer.bytes() > INLINE_BYTES)) {
      spill(spill.orElseThrow(), runs.isEmpty());
      committables.add(spilled(epoch));
    } else {
      chunks(epoch, committables);
    }
    if (config.history().listened()) {
      committables.add(
          new MergeCommittable.Mark(
              epoch,
              config.terms(),
              task.getIndexOfThisSubtask(),
              System.currentTimeMillis(),
              task.getNumberOfParallelSubtasks(),
              ended));
    }
    return committables;
  }

  /** So many that all subtasks together have one for each subtask that there may ever be. */
  private static int stateCopies(TaskInfo task) {
    return 1 + (task.getMaxNumberOfParallelSubtasks() - 1) / task.getNumberOfParallelSubtasks();
  }

  @Override
  public List<WriterState> snapshotState(long checkpointId) {
    after = checkpointId;
    return Collections.nCopies(stateCopies, state);
  }

  @Override
  public void close() {}

  private void spill(SpillSpace space, boolean alone) throws IOException {
    metrics.spilled(buffer.keys());
    runs.addAll(space.write(serializer, buffer, alone));
  }

  private MergeCommittable spilled(CommittedEpoch epoch) {
    MergeCommittable committable =
        new MergeCommittable.Spilled(
            epoch, config.terms(), task.getIndexOfThisSubtask(), System.currentTimeMillis(), runs);
    runs.clear();
    return committable;
  }

  private void chunks(CommittedEpoch epoch, List<MergeCommittable> chunks) throws IOException {
    for (CommittedEpoch part = epoch; buffer.keys() > 0; part = nextPart(part)) {
      long deltas = 0;
      for (KeyedDelta<V> delta : buffer.deltas()) {
        serializer.serialize(delta, chunk);
        deltas++;
        if (chunk.length() >= CHUNK_BYTES) {
          chunks.add(chunk(part, deltas));
          deltas = 0;
        }
      }
      if (deltas > 0) {
        chunks.add(chunk(part, deltas));
      }
      buffer.keepUncombined();
    }
  }

  private static CommittedEpoch nextPart(CommittedEpoch part) {
    return new CommittedEpoch(part.lineage(), part.after(), StampParts.next(part.stamp()));
  }

  private MergeCommittable chunk(CommittedEpoch epoch, long deltas) {
    MergeCommittable made =
        new MergeCommittable.Chunk(
            epoch,
            config.terms(),
            task.getIndexOfThisSubtask(),
            System.currentTimeMillis(),
            deltas,
            chunk.getCopyOfBuffer());
    chunk.clear();
    return made;
  }
}
