package io.murmur.flink.coalesce;

import io.murmur.flink.extract.LiftedEvent;
import io.murmur.flink.metrics.Ticker;
import io.murmur.monoid.Monoid;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Folds events by key within each task, ahead of the shuffle: a key with most of the traffic costs
 * one shuffled delta for each task and epoch.
 *
 * <p>It has no state: all it holds goes on before every checkpoint barrier, at the end of input,
 * and at each tick if there is one, so a delta is in exactly the epoch of its events.
 *
 * @param <V> the stored value
 */
public final class LocalCombine<V> extends AbstractStreamOperator<KeyedDelta<V>>
    implements OneInputStreamOperator<LiftedEvent<V>, KeyedDelta<V>>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private final Monoid<V> monoid;
  private final CombineOptions options;

  private transient Lookahead<V> table;
  private transient Ticker ticker;

  LocalCombine(Monoid<V> monoid, CombineOptions options) {
    this.monoid = Objects.requireNonNull(monoid, "monoid");
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Folds the events of a stream.
   *
   * @throws IllegalArgumentException if the monoid does not commute: see {@link Uncombined}
   */
  public static <V> SingleOutputStreamOperator<KeyedDelta<V>> of(
      DataStream<LiftedEvent<V>> events, Monoid<V> monoid, CombineOptions options) {
    if (!monoid.commutative()) {
      throw new IllegalArgumentException(
          "%s does not commute, so its events cannot be folded before they are in order"
              .formatted(monoid.structure().canonical()));
    }
    return events.transform(
        "local combine", KeyedDelta.typeInfo(monoid), new LocalCombine<>(monoid, options));
  }

  @Override
  public void open() throws Exception {
    super.open();
    table = new Lookahead<>(new CombineTable<>(monoid, options, this::emit));
    if (!options.flushTick().isZero()) {
      ticker = Ticker.every(options.flushTick(), getProcessingTimeService(), table::flush);
    }
  }

  @Override
  public void processElement(StreamRecord<LiftedEvent<V>> element) {
    LiftedEvent<V> event = element.getValue();
    for (int i = 0; i < event.size(); i++) {
      table.add(event.entity(i), event.bucket(), event.delta());
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    table.flush();
  }

  @Override
  public void endInput() {
    table.flush();
  }

  @Override
  public void close() throws Exception {
    if (ticker != null) {
      ticker.close();
    }
    super.close();
  }

  private void emit(String entity, long bucket, V delta, long events) {
    output.collect(new StreamRecord<>(KeyedDelta.of(entity, bucket, delta, events)));
  }
}
