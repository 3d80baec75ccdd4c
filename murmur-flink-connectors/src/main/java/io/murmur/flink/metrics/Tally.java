package io.murmur.flink.metrics;

import io.murmur.flink.metrics.RunCounts.Counted;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up the counts of all operators of a pipeline in one task, in its state, and brings the
 * totals of each completed checkpoint into the run's log. The task is not done before its last
 * totals are there, so they are not lost when the job fails after that.
 *
 * <p>The job's accumulators {@code murmur.<pipeline>.<what>} are these totals as they were at the
 * last restore, with what the operators counted since.
 */
public final class Tally extends AbstractStreamOperator<RunCounts>
    implements TwoInputStreamOperator<RunCounts, SourceEnd, RunCounts> {

  private static final long serialVersionUID = 1L;

  private final String pipeline;
  private final long generation;
  private final boolean batch;
  private final CountsLog.Factory opener;

  private transient CountsLog log;
  private transient ListState<RunCounts> totals;
  private transient ListState<Long> beginnings;
  private transient TreeMap<Long, Snapshot> snapshots;
  private transient Set<SourceEnd> ends;
  private transient RunCounts total;
  private transient Snapshot logged;
  private transient long beganWith;
  private transient OptionalLong endedAfter;

  private record Snapshot(RunCounts total, OptionalLong endedAfter) {}

  Tally(String pipeline, long generation, boolean batch, CountsLog.Factory opener) {
    this.pipeline = pipeline;
    this.generation = generation;
    this.batch = batch;
    this.opener = opener;
  }

  /**
   * Adds up the counts of a pipeline.
   *
   * @param generation of the submission
   * @param batch whether there are no checkpoints
   * @param counts the side outputs {@link RunCounts#OUTPUT} of its operators
   * @param ends the side output {@link SourceEnd#OUTPUT} of its source
   * @param log where the totals go
   */
  public static SingleOutputStreamOperator<RunCounts> of(
      String pipeline,
      long generation,
      boolean batch,
      DataStream<RunCounts> counts,
      DataStream<SourceEnd> ends,
      CountsLog.Factory log) {
    return counts
        .connect(ends)
        .transform(
            "tally of " + pipeline,
            RunCounts.TYPE_INFO,
            new Tally(pipeline, generation, batch, log))
        .forceNonParallel()
        .disableChaining();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    totals =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("totals", RunCounts.TYPE_INFO));
    beginnings =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("beginnings", Types.LONG));
    snapshots = new TreeMap<>();
    ends = new HashSet<>();
    total = RunCounts.NONE;
    for (RunCounts restored : totals.get()) {
      total = total.plus(restored);
    }
    restoreBeginnings(context.getRestoredCheckpointId().orElse(0));
    logged = new Snapshot(RunCounts.NONE, OptionalLong.empty());
    log = opener.open();
  }

  /** Of state: the generation, the checkpoint it began with, and the end if there was one. */
  private void restoreBeginnings(long checkpoint) throws Exception {
    beganWith = checkpoint;
    endedAfter = OptionalLong.empty();
    List<Long> restored = new java.util.ArrayList<>();
    beginnings.get().forEach(restored::add);
    if (restored.size() >= 2 && restored.get(0) == generation) {
      beganWith = restored.get(1);
    }
    if (restored.size() == 3) {
      endedAfter = OptionalLong.of(restored.get(2));
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    Map<Counted, LongCounter> restored = new EnumMap<>(Counted.class);
    for (Counted what : Counted.values()) {
      restored.put(what, new LongCounter(total.get(what)));
      getRuntimeContext().addAccumulator(what.accumulator(pipeline), restored.get(what));
    }
  }

  @Override
  public void processElement1(StreamRecord<RunCounts> element) {
    total = total.plus(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<SourceEnd> element) {
    // A source that is restored says again that it is at its end, so those before do not matter.
    ends.add(element.getValue());
    int subtasks = element.getValue().subtasks();
    if (ends.stream().filter(end -> end.subtasks() == subtasks).count() == subtasks) {
      endedAfter = OptionalLong.of(beganWith);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    totals.update(List.of(total));
    beginnings.update(
        endedAfter.isPresent()
            ? List.of(generation, beganWith, endedAfter.getAsLong())
            : List.of(generation, beganWith));
    snapshots.put(context.getCheckpointId(), new Snapshot(total, endedAfter));
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    Map.Entry<Long, Snapshot> complete = snapshots.floorEntry(checkpoint);
    if (complete != null) {
      Snapshot snapshot = complete.getValue();
      if (!snapshot.equals(logged)) {
        log.counted(complete.getKey(), snapshot.total(), snapshot.endedAfter());
        logged = snapshot;
      }
      snapshots.headMap(checkpoint, true).clear();
    }
  }

  /** In batch mode the input ends here and nowhere else. */
  @Override
  public void finish() throws Exception {
    if (batch) {
      log.counted(0, total, OptionalLong.of(0));
    }
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (log != null) {
      log.close();
    }
    super.close();
  }
}
