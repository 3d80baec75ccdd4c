package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.testing.Gate;
import io.murmur.flink.testing.Probe;
import io.murmur.flink.testing.Shared;
import io.murmur.monoid.Monoids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that brings {@link Events} into a {@link FaultyStore}. */
final class TestJob {

  final Configuration settings = new Configuration();
  final FaultyStore<Long> table;
  final Probe.Hooks hooks = new Probe.Hooks();

  /** Of a branch beside the one with the sink, in a task of its own. */
  final Probe.Hooks side = new Probe.Hooks();

  /** Opened by the test, if the job is gated. */
  final Gate gate = new Gate();

  private final Shared<FaultyStore<Long>> sharedTable;
  private final Shared<Probe.Hooks> sharedHooks;
  private final Shared<Probe.Hooks> sharedSide;
  private final Events events;
  private int parallelism = 2;
  private int eventsPerCheckpoint = 500;
  private boolean claimed;
  private boolean twice;
  private boolean gated;
  private UnaryOperator<MergeSinkBuilder<Long>> sink = builder -> builder.fenced("test", 1);

  /** A job with checkpoints in a directory. */
  TestJob(Events events, Path directory) {
    this(events, directory, new FaultyStore<>(Monoids.sumLong()));
  }

  /** A job into a table that exists. */
  TestJob(Events events, Path directory, FaultyStore<Long> table) {
    this.events = events;
    this.table = table;
    this.sharedTable = Shared.of(table);
    this.sharedHooks = Shared.of(hooks);
    this.sharedSide = Shared.of(side);
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
  }

  TestJob parallelism(int subtasks) {
    parallelism = subtasks;
    return this;
  }

  /** The source waits for a checkpoint after so many events; never if it is 0. */
  TestJob eventsPerCheckpoint(int most) {
    eventsPerCheckpoint = most;
    return this;
  }

  /** The source waits for the test. */
  TestJob gated() {
    gated = true;
    return this;
  }

  /** Each event comes twice, the second time much later. */
  TestJob twice() {
    twice = true;
    return this;
  }

  TestJob claimed() {
    claimed = true;
    return this;
  }

  /** Changes the sink. */
  TestJob sink(UnaryOperator<MergeSinkBuilder<Long>> change) {
    sink = change;
    return this;
  }

  /** The program. */
  StreamExecutionEnvironment build() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(parallelism);
    sink().addTo(deltas(env));
    return env;
  }

  MergeSink<Long> sink() {
    Shared<FaultyStore<Long>> shared = sharedTable;
    return sink.apply(
            MergeSink.<Long>builder()
                .name("test")
                .monoid(Monoids.sumLong())
                .store(shared::get)
                .retryBackoff(Duration.ZERO, Duration.ofMillis(1)))
        .build();
  }

  DataStream<KeyedDelta<Long>> deltas(StreamExecutionEnvironment env) {
    Events numbered = events;
    boolean withClaims = claimed;
    long distinct = events.count();
    DataStream<Long> numbers =
        env.fromSource(source(), WatermarkStrategy.noWatermarks(), "events")
            .uid("events")
            .map(new Probe(sharedHooks))
            .uid("probe");
    numbers
        .map(new Probe(sharedSide))
        .startNewChain()
        .uid("side")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    return numbers
        .map(event -> event % distinct)
        .map(event -> withClaims ? numbered.claimed(event) : numbered.delta(event))
        .returns(KeyedDelta.typeInfo(Monoids.sumLong()));
  }

  private DataGeneratorSource<Long> source() {
    return new DataGeneratorSource<>(
        number -> number, twice ? 2 * events.count() : events.count(), limits(), Types.LONG);
  }

  @SuppressWarnings("unchecked")
  private RateLimiterStrategy<NumberSequenceSplit> limits() {
    if (gated) {
      Shared<Gate> shared = Shared.of(gate);
      return readers -> Gate.limiter(shared);
    }
    boolean batch = settings.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH;
    if (batch || eventsPerCheckpoint == 0) {
      return RateLimiterStrategy.noOp();
    }
    return RateLimiterStrategy.perCheckpoint(eventsPerCheckpoint);
  }
}
