package io.murmur.flink.extract;

import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import io.murmur.pipeline.Pipeline;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Runs the elements of a stream through a pipeline's definition. Immutable; each setting gives
 * another one.
 *
 * <p>Besides the events there are two side outputs: {@link DeadLetter#OUTPUT} and {@link
 * RunCounts#OUTPUT}.
 *
 * @param <I> an element of the stream
 * @param <T> the event
 * @param <V> the stored value
 */
public final class Extract<I, T, V> {

  private final Pipeline<T, V> pipeline;
  private final EventReader<I, T> reader;
  private final ExtractSettings settings;

  private Extract(Pipeline<T, V> pipeline, EventReader<I, T> reader, ExtractSettings settings) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.reader = reader;
    this.settings = settings;
  }

  /** Extracts from the records of a source. */
  public static <T, V> Extract<SourceRecord, T, V> records(
      Pipeline<T, V> pipeline, RecordDecoder<T> decoder) {
    Objects.requireNonNull(decoder, "decoder");
    return new Extract<>(pipeline, new EventReader.Decoded<>(decoder), ExtractSettings.DEFAULT);
  }

  /**
   * Extracts from a stream of events. They have no place, so where ids are needed the pipeline has
   * to take them from the events.
   */
  public static <T, V> Extract<T, T, V> events(Pipeline<T, V> pipeline) {
    return new Extract<>(pipeline, new EventReader.Plain<>(), ExtractSettings.DEFAULT);
  }

  /** Lets events carry their ids on, for dedup and claims. Without this they have none. */
  public Extract<I, T, V> carryingIds() {
    return new Extract<>(pipeline, reader, settings.carryingIds());
  }

  /**
   * Says whether the job stops at the first record that does not count, with its reason; by default
   * such records become dead letters and the job goes on.
   */
  public Extract<I, T, V> failingOnError(boolean fail) {
    return new Extract<>(pipeline, reader, settings.failingOnError(fail));
  }

  /**
   * Reports to recorders: each event, each dead letter, and the events of each batch.
   *
   * @param factory makes the recorder of each task
   * @param batchTick the time between two batches; zero or less for a single one at the end
   */
  public Extract<I, T, V> recordingTo(RecorderFactory factory, Duration batchTick) {
    return new Extract<>(pipeline, reader, settings.recordingTo(factory, batchTick));
  }

  /**
   * Takes only events of some times; the others are counted. It needs a pipeline that takes times
   * from its events.
   */
  public Extract<I, T, V> taking(EventTimes times) {
    if (pipeline.eventTime().isEmpty() && (times.ranged() || times.expiring())) {
      throw new IllegalArgumentException(
          "pipeline '" + pipeline.name() + "' takes no time from its events: say eventTime(…)");
    }
    return new Extract<>(pipeline, reader, settings.taking(times));
  }

  /** What the elements of a stream add. */
  public SingleOutputStreamOperator<LiftedEvent<V>> from(DataStream<I> elements) {
    return elements.transform(
        "extract " + pipeline.name(), LiftedEvent.typeInfo(pipeline.monoid()), operator());
  }

  ExtractOperator<I, T, V> operator() {
    return new ExtractOperator<>(pipeline, reader, settings);
  }
}
