package io.murmur.flink.bootstrap;

import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.testing.Gate;
import io.murmur.flink.testing.Probe;
import io.murmur.flink.testing.Shared;
import io.murmur.flink.testing.TestCluster;
import io.murmur.testing.Await;
import io.murmur.testing.FaultProxy;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** One start of a bootstrap of numbered events, as a user would start it. */
final class Submission<V> {

  /** Which event comes at a place of the input. */
  interface Input extends LongUnaryOperator, Serializable {}

  /** What happens where records are decoded. */
  final Probe.Hooks hooks = new Probe.Hooks();

  /** Of a task beside the one with the sink. */
  final Probe.Hooks side = new Probe.Hooks();

  /** Opened by the test, if the submission is gated. */
  final Gate gate = new Gate();

  final Configuration settings = new Configuration();
  final JobID job = new JobID();
  final Bootstrap<String, V> bootstrap;

  private final TestCluster cluster;
  private final Shared<Probe.Hooks> sharedHooks = Shared.of(hooks);
  private final Shared<Probe.Hooks> sharedSide = Shared.of(side);
  private final Wire<V> wire;
  private FaultProxy proxy;
  private final long events;
  private Input input = place -> place;
  private final int perCheckpoint;
  private boolean gated;
  private int parallelism = 2;
  private Duplicates duplicates = Duplicates.counted();
  private final CompletableFuture<BootstrapReport> report = new CompletableFuture<>();

  /** A run of so many events, with a checkpoint for every fifth of them. */
  Submission(TestCluster cluster, Wire<V> wire, Path directory, long events) {
    this.cluster = cluster;
    this.wire = wire;
    this.proxy = wire.proxy;
    this.events = events;
    this.perCheckpoint = Math.toIntExact(events / 5);
    this.bootstrap =
        Bootstrap.of(wire.aggregate.pipeline())
            .runId("run")
            .retryBackoff(Duration.ofMillis(1), Duration.ofMillis(20));
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    settings.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, job.toHexString());
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
  }

  Submission<V> input(Input placed) {
    input = placed;
    return this;
  }

  Submission<V> runId(String id) {
    bootstrap.runId(id);
    return this;
  }

  Submission<V> parallelism(int subtasks) {
    parallelism = subtasks;
    return this;
  }

  Submission<V> duplicates(Duplicates what) {
    duplicates = what;
    return this;
  }

  /** Reaches the tables by a way of its own. */
  Submission<V> through(FaultProxy other) {
    proxy = other;
    return this;
  }

  /** Its first failure ends the job. */
  Submission<V> dyingAtOnce() {
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return this;
  }

  /** The source waits for the test, and there is no checkpoint before the end of the input. */
  Submission<V> gated() {
    gated = true;
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofDays(1));
    return this;
  }

  Submission<V> restoring(String checkpoint) {
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
    return this;
  }

  /** Starts it and returns at once. */
  Submission<V> start() {
    Thread thread =
        new Thread(
            () -> {
              try {
                report.complete(bootstrap().run(environment()));
              } catch (Throwable e) {
                report.completeExceptionally(e);
              }
            },
            "bootstrap");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Starts it and waits for its end, which has to be a good one. */
  BootstrapReport run() throws Exception {
    return start().report();
  }

  /** Waits for its good end. */
  BootstrapReport report() throws Exception {
    try {
      return report.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the run did not end well", e.getCause());
    }
  }

  /** Waits for its bad end. */
  Throwable error() throws Exception {
    try {
      BootstrapReport good = report.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("the run did not fail, but ended with " + good);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Waits for its end; the error, if that is a bad one. */
  Optional<Throwable> outcome() throws Exception {
    return report
        .handle((good, error) -> Optional.ofNullable(error))
        .get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  Wire<V> wire() {
    return wire;
  }

  boolean ended() {
    return report.isDone();
  }

  /** Waits until so many events were read, those that are read again included. */
  void awaitEvents(long count) {
    Await.until(
        count + " events were read",
        TestCluster.PATIENCE,
        () -> {
          if (report.isCompletedExceptionally()) {
            report.get();
          }
          return hooks.events.get() >= count;
        });
  }

  private StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment environment = cluster.environment(settings);
    environment.setParallelism(parallelism);
    return environment;
  }

  private Bootstrap<String, V> bootstrap() {
    var connection = Wire.through(proxy);
    var monoid = wire.aggregate.pipeline().monoid();
    Shared<Probe.Hooks> shared = sharedHooks;
    Shared<Probe.Hooks> ofSide = sharedSide;
    RecordDecoder<String> texts = RecordDecoders.text();
    return bootstrap
        .from(
            source(),
            "numbers",
            record -> {
              String text = texts.decode(record);
              tell(shared.get(), Long.parseLong(text));
              return text;
            })
        .duplicates(duplicates)
        .into(
            wire.table,
            duplicates instanceof Duplicates.Claimed
                ? connection.storeWithClaims(wire.table, monoid, wire.dedup)
                : connection.store(wire.table, monoid))
        .control(connection.control(wire.control))
        .deadLetters(
            letters ->
                letters
                    .map(letter -> 0L)
                    .startNewChain()
                    .uid("letters")
                    .map(new Probe(ofSide))
                    .uid("side")
                    .sinkTo(new DiscardingSink<>())
                    .uid("nowhere"));
  }

  /** An error, since an exception would make a dead letter of the record. */
  private static void tell(Probe.Hooks hooks, long event) {
    try {
      hooks.events.incrementAndGet();
      hooks.onEvent.on(event);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private DataGeneratorSource<SourceRecord> source() {
    Input placed = input;
    return new DataGeneratorSource<>(
        place -> {
          byte[] bytes = Long.toString(placed.applyAsLong(place)).getBytes(StandardCharsets.UTF_8);
          return new SourceRecord(bytes, 0, bytes.length, "numbers", place, Map.of());
        },
        events,
        limits(),
        SourceRecordTypeInfo.INSTANCE);
  }

  @SuppressWarnings("unchecked")
  private RateLimiterStrategy<NumberSequenceSplit> limits() {
    Shared<Gate> shared = Shared.of(gate);
    return gated
        ? readers -> Gate.limiter(shared)
        : RateLimiterStrategy.perCheckpoint(perCheckpoint);
  }
}
