package io.murmur.flink.coalesce;

import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.metrics.Meter;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.source.SourceRecord;
import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.MathUtils;

/**
 * Folds the partial deltas of each key in state: until a tick, across any number of checkpoints, or
 * until the end of input.
 *
 * <p>Each key has its own phase of the tick, by the hash of the key, so that writes are spread
 * evenly over it. At the end of input (also of a drained savepoint) everything goes on: in
 * streaming by going through the state, since the last watermark may come long before the last
 * element (of two source subtasks one is done and the other is idle between two splits) and no
 * timer fires after it; in batch, where keys come one after the other, by a timer at the end of
 * each.
 *
 * @param <V> the stored value
 */
public final class KeyedFold<V> extends AbstractStreamOperator<KeyedDelta<V>>
    implements OneInputStreamOperator<KeyedDelta<V>, KeyedDelta<V>>,
        BoundedOneInput,
        Triggerable<Tuple2<String, Long>, VoidNamespace> {

  private static final long serialVersionUID = 1L;

  private static final String HELD = "held";

  private final String pipeline;
  private final Monoid<V> monoid;
  private final long tickMillis;

  private transient ValueState<KeyedDelta<V>> held;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Meter meter;
  private transient Counter keys;
  private transient Counter deadLetters;

  KeyedFold(String pipeline, Monoid<V> monoid, Duration tick) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.monoid = Objects.requireNonNull(monoid, "monoid");
    this.tickMillis = tick.toMillis();
  }

  /**
   * Holds the deltas of each key for up to a tick: fewer writes, later seen.
   *
   * @throws IllegalArgumentException if the tick is shorter than a millisecond, or the monoid does
   *     not commute
   */
  public static <V> SingleOutputStreamOperator<KeyedDelta<V>> byTick(
      KeyedStream<KeyedDelta<V>, Tuple2<String, Long>> deltas,
      String pipeline,
      Monoid<V> monoid,
      Duration tick) {
    if (tick.toMillis() < 1) {
      throw new IllegalArgumentException("the tick must be a millisecond at least, was " + tick);
    }
    return deltas.transform(
        "keyed fold by tick", KeyedDelta.typeInfo(monoid), new KeyedFold<>(pipeline, monoid, tick));
  }

  /** Holds the deltas of each key until the end of input: one delta for each key, for batch. */
  public static <V> SingleOutputStreamOperator<KeyedDelta<V>> toTheEnd(
      KeyedStream<KeyedDelta<V>, Tuple2<String, Long>> deltas, String pipeline, Monoid<V> monoid) {
    return deltas.transform(
        "keyed fold",
        KeyedDelta.typeInfo(monoid),
        new KeyedFold<>(pipeline, monoid, Duration.ZERO));
  }

  @Override
  public void open() throws Exception {
    super.open();
    held =
        getRuntimeContext().getState(new ValueStateDescriptor<>(HELD, KeyedDelta.typeInfo(monoid)));
    timers = getInternalTimerService("ticks", VoidNamespaceSerializer.INSTANCE, this);
    meter = new Meter(getRuntimeContext(), pipeline, Counted.KEYS, Counted.DEAD_LETTERS);
    keys = meter.counter(Counted.KEYS);
    deadLetters = meter.counter(Counted.DEAD_LETTERS);
  }

  @Override
  public void processElement(StreamRecord<KeyedDelta<V>> element) throws Exception {
    KeyedDelta<V> next = element.getValue();
    KeyedDelta<V> before = held.value();
    if (before == null) {
      held.update(next);
      if (tickMillis > 0) {
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, nextTick(next));
      } else {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
      }
      return;
    }
    try {
      held.update(before.plus(next, monoid));
    } catch (ArithmeticException e) {
      tooLarge(before, next, e);
    }
  }

  private void tooLarge(KeyedDelta<V> before, KeyedDelta<V> next, ArithmeticException reason)
      throws IOException {
    if (tickMillis > 0) {
      // The table will say so, where it can set this key aside alone.
      output.collect(new StreamRecord<>(before));
      held.update(next);
    } else {
      // Each key goes on only once, so the rest cannot.
      output.collect(DeadLetter.OUTPUT, new StreamRecord<>(deadLetter(next, reason)));
      deadLetters.inc();
      meter.takeBack(Counted.CONTRIBUTED, next.events());
    }
  }

  private DeadLetter deadLetter(KeyedDelta<V> delta, ArithmeticException reason) {
    byte[] bytes = monoid.codec().encode(delta.delta());
    Key key = new Key(delta.entity(), delta.bucket());
    return new DeadLetter(
        pipeline,
        DeadLetter.Stage.MERGE,
        "%d events for this key: %s".formatted(delta.events(), reason.getMessage()),
        DeadLetter.keep(new SourceRecord(bytes, 0, bytes.length, "key " + key, 0, Map.of())),
        bytes.length,
        OptionalLong.empty(),
        getRuntimeContext().getTaskInfo().getAttemptNumber());
  }

  @Override
  public void onProcessingTime(InternalTimer<Tuple2<String, Long>, VoidNamespace> timer)
      throws Exception {
    if (held.value() != null) {
      // Nothing is held if this timer comes from a savepoint that was drained.
      release();
    }
  }

  @Override
  public void onEventTime(InternalTimer<Tuple2<String, Long>, VoidNamespace> timer)
      throws Exception {
    release();
    keys.inc();
  }

  @Override
  public void endInput() throws Exception {
    if (tickMillis > 0) {
      KeyedStateBackend<Tuple2<String, Long>> backend = getKeyedStateBackend();
      List<Tuple2<String, Long>> all;
      try (Stream<Tuple2<String, Long>> found = backend.getKeys(HELD, VoidNamespace.INSTANCE)) {
        all = found.toList();
      }
      for (Tuple2<String, Long> key : all) {
        backend.setCurrentKey(key);
        release();
      }
    }
  }

  @Override
  public void finish() throws Exception {
    if (tickMillis == 0) {
      meter.send(output);
    }
    super.finish();
  }

  private void release() throws Exception {
    output.collect(new StreamRecord<>(held.value()));
    held.clear();
  }

  /** The first instant after now at which this key's phase begins. */
  private long nextTick(KeyedDelta<V> delta) {
    int hash = 31 * delta.entity().hashCode() + Long.hashCode(delta.bucket());
    long phase = MathUtils.murmurHash(hash) % tickMillis;
    long now = timers.currentProcessingTime();
    return now + tickMillis - Math.floorMod(now - phase, tickMillis);
  }
}
