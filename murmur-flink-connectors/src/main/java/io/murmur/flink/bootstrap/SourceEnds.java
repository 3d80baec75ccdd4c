package io.murmur.flink.bootstrap;

import io.murmur.flink.metrics.Meter;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.metrics.SourceEnd;
import io.murmur.flink.source.SourceRecord;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Takes the last records of an {@link EndingSource} out and says where they were; and those of its
 * parts, and counts their bytes for each pipeline.
 */
final class SourceEnds extends AbstractStreamOperator<SourceRecord>
    implements OneInputStreamOperator<SourceRecord, SourceRecord>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private final List<String> pipelines;
  private transient List<Meter> meters;

  SourceEnds(List<String> pipelines) {
    this.pipelines = List.copyOf(pipelines);
  }

  @Override
  public void open() throws Exception {
    super.open();
    meters =
        pipelines.stream()
            .map(pipeline -> new Meter(getRuntimeContext(), pipeline, Counted.BYTES))
            .toList();
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    if (EndingSource.isLast(record)) {
      TaskInfo task = getRuntimeContext().getTaskInfo();
      output.collect(
          SourceEnd.OUTPUT,
          new StreamRecord<>(
              new SourceEnd(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks())));
    } else if (EndingSource.isPart(record)) {
      long bytes = EndingSource.partBytes(record);
      meters.forEach(meter -> meter.counter(Counted.BYTES).inc(bytes));
    } else {
      output.collect(element);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    send();
  }

  @Override
  public void endInput() {
    send();
  }

  /** All pipelines take the same output, and each has counted the same. */
  private void send() {
    meters.get(0).send(output);
  }
}
