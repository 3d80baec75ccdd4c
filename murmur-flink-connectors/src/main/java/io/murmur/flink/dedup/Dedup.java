package io.murmur.flink.dedup;

import io.murmur.flink.extract.LiftedEvent;
import io.murmur.flink.metrics.Meter;
import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.monoid.Monoid;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Passes on the first event of each id, of one pipeline. Ids are remembered in keyed state for a
 * retention that begins with the first event; a duplicate that comes later than that counts again,
 * so the retention has to exceed the time in which a source can repeat itself.
 *
 * <p>There is a side output of {@link RunCounts#OUTPUT}.
 *
 * @param <V> the stored value
 */
public final class Dedup<V> extends AbstractStreamOperator<LiftedEvent<V>>
    implements OneInputStreamOperator<LiftedEvent<V>, LiftedEvent<V>>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private final String pipeline;
  private final Duration retention;
  private final RecorderFactory recorders;

  private transient ValueState<Boolean> seen;
  private transient Meter meter;
  private transient Counter duplicates;
  private transient Recorder recorder;
  private transient String skip;

  Dedup(String pipeline, Duration retention, RecorderFactory recorders) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.retention = Objects.requireNonNull(retention, "retention");
    this.recorders = Objects.requireNonNull(recorders, "recorders");
  }

  /**
   * Leaves out what was seen before.
   *
   * @param events with their ids: see {@code Extract.carryingIds}
   * @param retention how long an id is remembered at least, in time of the clock on the wall
   * @throws IllegalArgumentException if the retention is not positive
   */
  public static <V> SingleOutputStreamOperator<LiftedEvent<V>> of(
      DataStream<LiftedEvent<V>> events,
      String pipeline,
      Monoid<V> monoid,
      Duration retention,
      RecorderFactory recorders) {
    if (retention.toMillis() < 1) {
      throw new IllegalArgumentException(
          "event ids must be remembered for a millisecond at least, not " + retention);
    }
    return events
        .keyBy(Dedup::idOf, Types.STRING)
        .transform(
            "dedup " + pipeline,
            LiftedEvent.typeInfo(monoid),
            new Dedup<>(pipeline, retention, recorders));
  }

  @Override
  public void open() throws Exception {
    super.open();
    ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(retention)
            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
            .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
            .build());
    seen = getRuntimeContext().getState(descriptor);
    meter = new Meter(getRuntimeContext(), pipeline, Counted.DUPLICATES);
    duplicates = meter.counter(Counted.DUPLICATES);
    recorder = recorders.create();
    skip = MetricNames.of(pipeline).dedupSkip();
  }

  @Override
  public void processElement(StreamRecord<LiftedEvent<V>> element) throws Exception {
    if (seen.value() == null) {
      seen.update(true);
      output.collect(element);
    } else {
      duplicates.inc();
      meter.takeBack(Counted.CONTRIBUTED, 1);
      recorder.recordEvent(skip);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    meter.send(output);
  }

  @Override
  public void endInput() {
    meter.send(output);
  }

  static <V> String idOf(LiftedEvent<V> event) {
    if (event.id().equals(LiftedEvent.NO_ID)) {
      throw new IllegalStateException(
          "duplicates are to be found by event id, but events come without: let Extract carry the"
              + " ids");
    }
    return event.id();
  }
}
