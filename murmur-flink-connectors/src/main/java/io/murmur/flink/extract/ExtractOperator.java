package io.murmur.flink.extract;

import io.murmur.flink.metrics.Meter;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.metrics.Ticker;
import io.murmur.flink.source.SourceRecord;
import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.pipeline.EventContext;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.InvalidEventException;
import io.murmur.pipeline.Pipeline;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Decodes an element and runs it through the pipeline; see {@link Extract}. */
final class ExtractOperator<I, T, V> extends AbstractStreamOperator<LiftedEvent<V>>
    implements OneInputStreamOperator<I, LiftedEvent<V>>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private final Pipeline<T, V> pipeline;
  private final EventReader<I, T> reader;
  private final ExtractSettings settings;

  private transient TimeSieve sieve;
  private transient Extractor<T, V> extractor;
  private transient Extractor.Output<V> collector;
  private transient LiftedEvent<V> event;
  private transient StreamRecord<LiftedEvent<V>> element;

  private transient Meter meter;
  private transient Counter read;
  private transient Counter filtered;
  private transient Counter outOfRange;
  private transient Counter expired;
  private transient Counter contributed;
  private transient Counter deadLetters;

  private transient MetricNames names;
  private transient Recorder recorder;
  private transient Batches batches;
  private transient Ticker ticker;

  ExtractOperator(Pipeline<T, V> pipeline, EventReader<I, T> reader, ExtractSettings settings) {
    this.pipeline = pipeline;
    this.reader = reader;
    this.settings = settings;
  }

  @Override
  public void open() throws Exception {
    super.open();
    sieve = new TimeSieve(settings.times(), pipeline.windowing());
    extractor = new Extractor<>(pipeline, sieve);
    collector = this::collect;
    event = new LiftedEvent<>();
    element = new StreamRecord<>(event);
    meter =
        new Meter(
            getRuntimeContext(),
            pipeline.name(),
            Counted.READ,
            Counted.FILTERED,
            Counted.OUT_OF_RANGE,
            Counted.EXPIRED,
            Counted.CONTRIBUTED,
            Counted.DEAD_LETTERS);
    read = meter.counter(Counted.READ);
    filtered = meter.counter(Counted.FILTERED);
    outOfRange = meter.counter(Counted.OUT_OF_RANGE);
    expired = meter.counter(Counted.EXPIRED);
    contributed = meter.counter(Counted.CONTRIBUTED);
    deadLetters = meter.counter(Counted.DEAD_LETTERS);
    names = MetricNames.of(pipeline.name());
    recorder = settings.recorder().create();
    batches = new Batches(names.event(), recorder, contributed);
    if (!settings.batchTick().isZero()) {
      ticker = Ticker.every(settings.batchTick(), getProcessingTimeService(), batches::record);
    }
  }

  @Override
  public void processElement(StreamRecord<I> input) {
    read.inc();
    if (extract(input.getValue())) {
      contributed.inc();
      recorder.recordEvent(names.event());
      output.collect(element);
    }
  }

  /** Fills the event; false if there is nothing that it adds. */
  private boolean extract(I input) {
    Optional<String> problem = reader.problem(input);
    if (problem.isPresent()) {
      reject(input, DeadLetter.Stage.SOURCE, new InvalidEventException(problem.get()));
      return false;
    }
    T decoded;
    try {
      decoded = reader.event(input);
    } catch (Exception e) {
      reject(input, DeadLetter.Stage.DECODE, e);
      return false;
    }
    if (decoded == null) {
      filtered.inc();
      return false;
    }
    event.clear();
    sieve.clear();
    try {
      extractor.extract(decoded, reader.place(input), collector);
    } catch (Exception e) {
      reject(input, stageOf(extractor.step()), e);
      return false;
    }
    if (event.size() == 0) {
      leftOut().inc();
      return false;
    }
    return true;
  }

  /** Counts an event that adds nothing. */
  private Counter leftOut() {
    return switch (sieve.latest()) {
      case TAKEN -> filtered;
      case OUT_OF_RANGE -> outOfRange;
      case EXPIRED -> expired;
    };
  }

  private void collect(String entity, long bucket, V delta, EventContext context) {
    if (event.size() == 0) {
      event.start(settings.carryIds() ? context.eventId() : LiftedEvent.NO_ID, bucket, delta);
    }
    event.addEntity(entity);
  }

  private static DeadLetter.Stage stageOf(Extractor.Step step) {
    return switch (step) {
      case FILTER -> DeadLetter.Stage.FILTER;
      // Passing on only asks for the id, where it is wanted.
      case ID, OUTPUT -> DeadLetter.Stage.ID;
      case TIME -> DeadLetter.Stage.TIME;
      case KEY -> DeadLetter.Stage.KEY;
      case LIFT -> DeadLetter.Stage.LIFT;
    };
  }

  private void reject(I input, DeadLetter.Stage stage, Exception cause) {
    SourceRecord record = reader.record(input);
    DeadLetter letter =
        new DeadLetter(
            pipeline.name(),
            stage,
            reasonOf(cause),
            DeadLetter.keep(record),
            record.length(),
            eventTime(stage),
            getRuntimeContext().getTaskInfo().getAttemptNumber(),
            eventId(input, stage));
    deadLetters.inc();
    recorder.recordEvent(names.deadLetter());
    recorder.recordError(names.deadLetter(), cause);
    if (settings.failOnError()) {
      throw new DeadLetterException(letter, cause);
    }
    output.collect(DeadLetter.OUTPUT, new StreamRecord<>(letter));
  }

  private OptionalLong eventTime(DeadLetter.Stage stage) {
    return extracted(stage) && extractor.eventTimeMillis() != Extractor.NO_EVENT_TIME
        ? OptionalLong.of(extractor.eventTimeMillis())
        : OptionalLong.empty();
  }

  private Optional<String> eventId(I input, DeadLetter.Stage stage) {
    if (pipeline.eventId().isEmpty()) {
      return reader.placed() ? Optional.of(reader.place(input).get()) : Optional.empty();
    }
    return extracted(stage) ? extractor.eventId() : Optional.empty();
  }

  private static boolean extracted(DeadLetter.Stage stage) {
    return stage != DeadLetter.Stage.SOURCE && stage != DeadLetter.Stage.DECODE;
  }

  private static String reasonOf(Exception cause) {
    if (cause instanceof InvalidEventException || cause instanceof IOException) {
      return String.valueOf(cause.getMessage());
    }
    return cause.toString();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    meter.send(output);
  }

  @Override
  public void endInput() {
    batches.record();
    meter.send(output);
  }

  @Override
  public void close() throws Exception {
    if (ticker != null) {
      ticker.close();
    }
    super.close();
  }
}
