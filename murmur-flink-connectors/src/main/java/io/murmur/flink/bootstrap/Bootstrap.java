package io.murmur.flink.bootstrap;

import io.murmur.control.DeadLetterLimit;
import io.murmur.control.Documents;
import io.murmur.control.HandoffToken;
import io.murmur.flink.coalesce.CombineOptions;
import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.deadletter.DeadLetterFiles;
import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.flink.sink.MergeDeadLetters;
import io.murmur.flink.sink.MergeSink;
import io.murmur.flink.sink.MergeSinkBuilder;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.sink.StoreFactory;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.scan.TokenSource;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Cache;
import io.murmur.state.MergeHook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One pipeline over one bounded source into one table, every event once. Needed are a source, a
 * table and the control table; all else has a default. {@link Bootstraps} runs several over one
 * read of the source, or without waiting.
 *
 * <pre>{@code
 * BootstrapReport report =
 *     Bootstrap.of(pipeline)
 *         .from(source, "s3://events/2026/", decoder)
 *         .into("page_views", dynamoDb.store("page_views", pipeline.monoid()))
 *         .control(dynamoDb.control("murmur_control"))
 *         .run(environment);
 * }</pre>
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public final class Bootstrap<T, V> {

  /** The time between two recorded batches, unless set. */
  public static final Duration DEFAULT_BATCH_TICK = Duration.ofSeconds(1);

  /**
   * The time between two checkpoints where neither this nor the environment says: each costs one
   * write for every key that changed.
   */
  public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(30);

  /** The name under which bootstraps write, unless set. */
  public static final String DEFAULT_WRITER = "bootstrap";

  final Pipeline<T, V> pipeline;
  Source<SourceRecord, ?, ?> source;
  String sourceName;
  Optional<SourceSize> size = Optional.empty();
  RecordDecoder<T> decoder;
  String table;
  StoreFactory<V> store;
  Opener<? extends Documents> control;
  Optional<String> runId = Optional.empty();
  String writer = DEFAULT_WRITER;
  Duration batchTick = DEFAULT_BATCH_TICK;
  Duplicates duplicates = Duplicates.counted();
  boolean failOnError;
  Optional<DeadLetterLimit> maxDeadLetters = Optional.empty();
  RecorderFactory recorders = RecorderFactory.noop();
  CombineOptions combine = CombineOptions.defaults();
  Duration flushTick = Duration.ZERO;
  Duration checkpointInterval = DEFAULT_CHECKPOINT_INTERVAL;
  boolean acceptDoubleCounting;
  Optional<TokenSource> token = Optional.empty();
  Optional<Consumer<DataStream<DeadLetter>>> deadLetters = Optional.empty();
  Optional<Opener<? extends MergeDeadLetters>> mergeDeadLetters = Optional.empty();
  Optional<DeadLetterFiles> deadLetterFiles = Optional.empty();
  Optional<MoreDeltas<V>> moreDeltas = Optional.empty();
  EventTimes times = EventTimes.ALL;
  boolean skipExpired;
  final List<Consumer<MergeSinkBuilder<V>>> sinkSettings = new ArrayList<>();

  private Bootstrap(Pipeline<T, V> pipeline) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
  }

  /** Starts a bootstrap of a pipeline. */
  public static <T, V> Bootstrap<T, V> of(Pipeline<T, V> pipeline) {
    return new Bootstrap<>(pipeline);
  }

  /**
   * Where the records come from.
   *
   * @param bounded a source that ends
   * @param name what is read, for example a path with its filters: part of the derived run id, so
   *     the same for the same input
   * @param recordDecoder makes events of records
   */
  public Bootstrap<T, V> from(
      Source<SourceRecord, ?, ?> bounded, String name, RecordDecoder<T> recordDecoder) {
    this.source = Objects.requireNonNull(bounded, "bounded");
    this.sourceName = Objects.requireNonNull(name, "name");
    return decoding(recordDecoder);
  }

  /** Says how much there is to read; only whoever watches the job is told. */
  public Bootstrap<T, V> sized(SourceSize sourceSize) {
    this.size = Optional.of(sourceSize);
    return this;
  }

  /**
   * Makes events of records; for a pipeline that reads the source of another, see {@link
   * Bootstraps}.
   */
  public Bootstrap<T, V> decoding(RecordDecoder<T> recordDecoder) {
    this.decoder = Objects.requireNonNull(recordDecoder, "recordDecoder");
    return this;
  }

  /** Where the aggregates go: the table's name, as the control table knows it, and its store. */
  public Bootstrap<T, V> into(String tableName, StoreFactory<V> factory) {
    this.table = Objects.requireNonNull(tableName, "tableName");
    this.store = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /** Opens the control table: here when the run starts and ends, and on the task managers. */
  public Bootstrap<T, V> control(Opener<? extends Documents> opener) {
    this.control = Objects.requireNonNull(opener, "opener");
    return this;
  }

  /**
   * The run's id, instead of one that is derived from pipeline, source and table: starting the same
   * id again is the same run.
   */
  public Bootstrap<T, V> runId(String id) {
    this.runId = Optional.of(id);
    return this;
  }

  /**
   * The name under which the run writes, {@value #DEFAULT_WRITER} unless set. Two jobs that write
   * at the same time need two names.
   */
  public Bootstrap<T, V> writer(String name) {
    this.writer = Objects.requireNonNull(name, "name");
    return this;
  }

  /** How often a batch is recorded; zero or less for a single one at the end. */
  public Bootstrap<T, V> batchTick(Duration tick) {
    this.batchTick = Objects.requireNonNull(tick, "tick");
    return this;
  }

  /** What is done about events that are delivered more than once; nothing unless set. */
  public Bootstrap<T, V> duplicates(Duplicates what) {
    this.duplicates = Objects.requireNonNull(what, "what");
    return this;
  }

  /**
   * Whether the first record that does not count, or merge that can never succeed, ends the job;
   * false unless set.
   */
  public Bootstrap<T, V> failOnError(boolean fail) {
    this.failOnError = fail;
    return this;
  }

  /**
   * How many dead letters the run may have, over all its submissions and restarts: records that do
   * not count, and merges that can never succeed. With one more the job fails without restarts; any
   * number unless set.
   *
   * <p>In streaming mode that is judged at every checkpoint, by the numbers that the report has. In
   * batch mode it is judged once all is read, when keys may have been merged already. In both modes
   * what was merged stays, each event once, and the run is not completed: started again with a
   * higher limit and the same run id, it goes on, or in batch mode does again what changes nothing
   * that is merged. For this reason a pipeline is not to be mended before its run in batch mode has
   * completed. A share of the records is judged once {@value DeadLetterLimit#LEAST_READ} were read,
   * and at the end.
   *
   * <p>With several pipelines in one job, each is held to its own limit, and one that passes it
   * stops the job.
   */
  public Bootstrap<T, V> maxDeadLetters(DeadLetterLimit limit) {
    this.maxDeadLetters = Optional.of(limit);
    return this;
  }

  /**
   * How often a merge is tried before its commit fails, which restarts the job and loses nothing;
   * {@value MergeSinkBuilder#DEFAULT_MAX_ATTEMPTS} unless set.
   */
  public Bootstrap<T, V> maxAttempts(int attempts) {
    return sink(sink -> sink.maxAttempts(attempts));
  }

  /**
   * The longest first wait between two attempts and the longest of all, with doubling and full
   * jitter; 50 ms and 5 s unless set.
   */
  public Bootstrap<T, V> retryBackoff(Duration base, Duration max) {
    return sink(sink -> sink.retryBackoff(base, max));
  }

  /** Makes the recorder of each task. */
  public Bootstrap<T, V> metrics(RecorderFactory factory) {
    this.recorders = Objects.requireNonNull(factory, "factory");
    return sink(sink -> sink.metrics(factory));
  }

  /** How much is folded before the shuffle. */
  public Bootstrap<T, V> combine(CombineOptions options) {
    this.combine = Objects.requireNonNull(options, "options");
    return this;
  }

  /**
   * How long deltas are held by key, over any number of checkpoints: fewer writes, later seen.
   * Zero, the default, is until the next checkpoint.
   */
  public Bootstrap<T, V> flushTick(Duration tick) {
    this.flushTick = Objects.requireNonNull(tick, "tick");
    return this;
  }

  /** The time between two checkpoints, where the environment does not say. */
  public Bootstrap<T, V> checkpointInterval(Duration interval) {
    this.checkpointInterval = Objects.requireNonNull(interval, "interval");
    return this;
  }

  /** Lets a run that wrote and left no checkpoint begin again, although it counts events twice. */
  public Bootstrap<T, V> acceptDoubleCounting(boolean accept) {
    this.acceptDoubleCounting = accept;
    return this;
  }

  /**
   * Captures the handoff token: asked once, before anything is read, unless an earlier submission
   * of the run has one.
   */
  public Bootstrap<T, V> handoff(Supplier<HandoffToken> capture) {
    return handoff((pipelineName, run) -> capture.get());
  }

  /** The same, from a source that knows its position; the token says whose it is. */
  public Bootstrap<T, V> handoff(TokenSource capture) {
    this.token = Optional.of(capture);
    return this;
  }

  /** Takes the records that do not count; without this they are only counted. */
  public Bootstrap<T, V> deadLetters(Consumer<DataStream<DeadLetter>> taker) {
    this.deadLetters = Optional.of(taker);
    return this;
  }

  /** Takes the merges that can never succeed; without this they are logged, with key and delta. */
  public Bootstrap<T, V> mergeDeadLetters(Opener<? extends MergeDeadLetters> opener) {
    this.mergeDeadLetters = Optional.of(opener);
    return this;
  }

  /**
   * Keeps the records that do not count, and the merges that can never succeed, in files, from
   * where they can be listed and sent again. Each is there once, whatever fails. Merges go to
   * {@link #mergeDeadLetters} instead, if that is said, and nowhere with {@link #failOnError}.
   */
  public Bootstrap<T, V> deadLetterFiles(DeadLetterFiles files) {
    this.deadLetterFiles = Optional.of(files);
    return this;
  }

  /**
   * Takes only events of some times, {@code outOfRange} counts the others. The range is no part of
   * the derived run id: say it in the source's name, or give the run an id.
   */
  public Bootstrap<T, V> taking(EventTimes some) {
    this.times = Objects.requireNonNull(some, "some");
    return this;
  }

  /**
   * Whether events are left out whose buckets are past their retention when the run begins, and
   * would be gone soon; false unless set. {@code expired} counts them.
   */
  public Bootstrap<T, V> skipExpired(boolean skip) {
    this.skipExpired = skip;
    return this;
  }

  /**
   * Merges other deltas beside those of the source's events, under the same guard; for example
   * those of merges that failed in another run. The counts leave them out.
   */
  public Bootstrap<T, V> alsoMerge(MoreDeltas<V> deltas) {
    this.moreDeltas = Optional.of(deltas);
    return this;
  }

  /**
   * Makes a bounded stream of deltas.
   *
   * @param <V> the stored value
   */
  @FunctionalInterface
  public interface MoreDeltas<V> {

    /**
     * Called when the graph is made.
     *
     * @param claimed whether each delta must carry the ids of its events
     */
    DataStream<KeyedDelta<V>> from(StreamExecutionEnvironment environment, boolean claimed);
  }

  /** A cache that follows the store. */
  public Bootstrap<T, V> cache(Opener<? extends Cache<V>> opener) {
    return sink(sink -> sink.cache(opener));
  }

  /** Called after every merge, at least once. */
  public Bootstrap<T, V> afterMerge(Opener<? extends MergeHook<V>> opener) {
    return sink(sink -> sink.afterMerge(opener));
  }

  /** The most merges that one subtask of the sink has in flight. */
  public Bootstrap<T, V> maxInFlight(int merges) {
    return sink(sink -> sink.maxInFlight(merges));
  }

  /** The most write units that all subtasks together use in a second. */
  public Bootstrap<T, V> maxWriteUnitsPerSecond(double units) {
    return sink(sink -> sink.maxWriteUnitsPerSecond(units));
  }

  /**
   * Runs it and waits for its end.
   *
   * @throws IllegalArgumentException if anything is missing or out of bounds; names all of it
   * @throws io.murmur.flink.run.RunRefusedException if the run must not start
   * @throws BootstrapFailedException if the job ended before all of its input was in the table
   */
  public BootstrapReport run(StreamExecutionEnvironment environment)
      throws BootstrapFailedException, InterruptedException {
    return Bootstraps.of(List.of(this)).run(environment).get(0);
  }

  private Bootstrap<T, V> sink(Consumer<MergeSinkBuilder<V>> setting) {
    sinkSettings.add(setting);
    return this;
  }

  List<String> problems(boolean needsControl, boolean needsDecoder) {
    List<String> problems = new ArrayList<>();
    if (needsDecoder && decoder == null) {
      problems.add("a decoder is needed: say decoding(…)");
    }
    if (store == null) {
      problems.add("a table is needed: say into(…)");
    }
    if (needsControl && control == null) {
      problems.add("a control table is needed: say control(…)");
    }
    if (failOnError && maxDeadLetters.isPresent()) {
      problems.add(
          "a limit of dead letters has no use with failOnError(true), which allows none: take one"
              + " of them out");
    }
    if (times.ranged() && pipeline.eventTime().isEmpty()) {
      problems.add(
          "a range of event times needs a pipeline that takes times from its events: say"
              + " eventTime(…), in a definition event: {time: …}");
    }
    if (flushTick.isNegative()) {
      problems.add("the flush tick must be zero or more, was " + flushTick);
    }
    if (checkpointInterval.toMillis() < 10) {
      problems.add("the checkpoint interval must be 10 ms at least, was " + checkpointInterval);
    }
    return problems;
  }

  /** The sink checks its settings when it is built; a run would be in the ledger by then. */
  void requireSinkSettings() {
    MergeSinkBuilder<V> trial = MergeSink.<V>builder().pipeline(pipeline).store(store);
    sinkSettings.forEach(setting -> setting.accept(trial));
    MergeSink<V> unused = trial.atLeastOnce().build();
  }
}
