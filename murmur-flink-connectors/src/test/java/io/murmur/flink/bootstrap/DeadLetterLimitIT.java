package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.murmur.control.DeadLetterLimit;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.Run;
import io.murmur.control.RunStatus;
import io.murmur.flink.deadletter.DeadLetterFiles;
import io.murmur.flink.deadletter.LetterFolders;
import io.murmur.flink.redrive.DeadLetterList;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InvalidEventException;
import io.murmur.pipeline.Pipeline;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.window.Windowing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Runs that may have so many dead letters, under a restart strategy that tries for ever what it is
 * not told to leave.
 */
@ExtendWith({TestClusterExtension.class, DynamoDbLocalExtension.class})
class DeadLetterLimitIT {

  private static final long EVENTS = 4_000;
  private static final int EVENTS_PER_CHECKPOINT = 500;

  /** Task failures that are still to come, by task managers of this JVM. */
  private static final AtomicInteger FAILURES = new AtomicInteger();

  private final TestCluster cluster;
  private final Wire<Long> wire;
  private final DynamoDbAsyncClient direct;
  @TempDir Path directory;

  private RuntimeExecutionMode mode = RuntimeExecutionMode.STREAMING;
  private long events = EVENTS;
  private long badEvery = 100;

  DeadLetterLimitIT(TestCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient direct) {
    this.cluster = cluster;
    this.direct = direct;
    this.wire = new Wire<>(Aggregate.counts(), local, direct, 42);
  }

  @BeforeEach
  void noTaskFails() {
    FAILURES.set(0);
  }

  @AfterEach
  void closeWire() {
    wire.close();
  }

  @Test
  void aRunThatMayHaveNoneStopsAtACheckpointAndGoesOnUnderAHigherLimit() throws Exception {
    BootstrapFailedException error = failure("0");

    Run failed = run();
    long read = failed.counts().get("read");
    assertThat(read).isLessThan(EVENTS);
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(error)
        .hasMessage(
            "run 'run' failed: its dead letters, of %,d records that were read so far, are %d records and 0 merges, more than the limit of 0. They are below %s, those of the latest checkpoint perhaps only when the run goes on. To go on all the same, start the run again with a higher limit; dead letters that are kept can be sent again, after what is wrong with them is mended, once the run has completed. What it merged up to its last checkpoint stays, each event once; start it again with the same run id to go on from there"
                .formatted(read, failed.counts().get("deadLetters"), lettersOfTheRun()));
    assertThat(error.getMessage()).contains(failed.error().orElseThrow());

    assertCompletes("40", 2);
  }

  @Test
  void inBatchModeTheLimitIsJudgedWhenAllIsReadAndAHigherOneCompletesTheRun() throws Exception {
    mode = RuntimeExecutionMode.BATCH;
    BootstrapFailedException error = failure("39");

    assertThat(error)
        .hasMessageStartingWith(
            "run 'run' failed: its dead letters, of 4,000 records that were read so far, are 40"
                + " records and 0 merges, more than the limit of 39. In batch mode they are kept,"
                + " below "
                + letters()
                + ", when the job ends well; leave the pipeline as it is until then. To go on");
    assertThat(run().status()).isEqualTo(RunStatus.FAILED);
    assertThat(run().counts()).containsEntry("deadLetters", 40L);

    assertCompletes("40", 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void asManyAsMayBeAreCountedOnceAlthoughTasksFail(RuntimeExecutionMode given) throws Exception {
    mode = given;
    FAILURES.set(2);
    assertCompletes("40", 1);
    assertThat(FAILURES).as("tasks did fail").hasValueLessThan(1);
  }

  @Test
  void oneMoreThanMayBeStopsTheRunAtItsEndAlthoughAllIsRead() throws Exception {
    FAILURES.set(2);
    failure("39");
    assertThat(run().status()).isEqualTo(RunStatus.FAILED);
    assertThat(run().progress().deadRecords()).isEqualTo(40);

    failure("39");
    assertThat(run().status()).as("the same limit, once more").isEqualTo(RunStatus.FAILED);
    assertThat(run().progress().deadRecords()).isEqualTo(40);

    assertCompletes("40", 3);
  }

  @Test
  void aShareStopsTheRunOnceAThousandRecordsWereRead() throws Exception {
    badEvery = 10;
    assertThat(failure("9.5%")).hasMessageContaining("more than the limit of 9.5%. They are below");
    assertThat(run().counts().get("read")).isBetween(1_000L, EVENTS - 1);
    assertThat(run().status()).isEqualTo(RunStatus.FAILED);

    assertCompletes("10%", 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void aShareOfFewRecordsIsJudgedAtTheEnd(RuntimeExecutionMode given) throws Exception {
    mode = given;
    events = 900;
    assertThat(failure("0.9%"))
        .hasMessageContaining("of 900 records that were read so far, are 9 records and 0 merges");
    assertThat(run().status()).isEqualTo(RunStatus.FAILED);
    assertThat(run().progress().endedAfter()).isPresent();

    assertCompletes("1%", 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void mergesThatCanNeverSucceedCountToo(RuntimeExecutionMode given) throws Exception {
    mode = given;
    badEvery = EVENTS + 1;
    Pipeline<String, Set<String>> pipeline =
        all("large", Monoids.stringSet(), Set.of("x".repeat(500_000)));
    assertThatThrownBy(() -> bootstrap(pipeline, "0").run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("are 0 records and 1 merges, more than the limit of 0. ");
    assertThat(run().status()).isEqualTo(RunStatus.FAILED);

    BootstrapReport report = bootstrap(pipeline, "50%").run(environment());
    assertThat(report.count("deadLetters")).isZero();
    assertThat(report.count("mergeDeadLetters")).isPositive().isEqualTo(list().openMerges());
    assertThat(report.run().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void oneOfSeveralPipelinesStopsTheJobAndBothGoOn() throws Exception {
    assertThatThrownBy(() -> both("0").run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("more than the limit of 0. ");
    assertThat(wire.ledger().list())
        .extracting(Run::status)
        .containsExactly(RunStatus.FAILED, RunStatus.FAILED);

    assertThat(both("40").run(environment()))
        .allSatisfy(
            report -> {
              assertThat(report.run().status()).isEqualTo(RunStatus.COMPLETED);
              assertThat(report.count("deadLetters")).isEqualTo(40);
              assertThat(report.count("read")).isEqualTo(EVENTS);
            });
  }

  private Bootstraps both(String limit) {
    return Bootstraps.of(List.of(bootstrap(wire.aggregate.pipeline(), limit), another("40")));
  }

  @Test
  void aLimitBesideFailingOnTheFirstIsRefused() {
    assertThatThrownBy(
            () -> bootstrap(wire.aggregate.pipeline(), "5").failOnError(true).run(environment()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "- a limit of dead letters has no use with failOnError(true), which allows none: take"
                + " one of them out");
  }

  private BootstrapFailedException failure(String limit) {
    return catchThrowableOfType(
        BootstrapFailedException.class,
        () -> bootstrap(wire.aggregate.pipeline(), limit).run(environment()));
  }

  /** The table has every good event once, the report has the numbers, the files every letter. */
  private void assertCompletes(String limit, int submissions) throws Exception {
    BootstrapReport report = bootstrap(wire.aggregate.pipeline(), limit).run(environment());
    assertThat(report.run().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(report.run().error()).isEmpty();
    assertThat(report.run().submissions()).isEqualTo(submissions);
    assertThat(report.count("read")).isEqualTo(events);
    assertThat(report.count("deadLetters")).isEqualTo(events / badEvery);
    assertThat(report.count("contributed")).isEqualTo(events - events / badEvery);
    assertThat(report.count("mergeDeadLetters")).isZero();
    wire.assertHolds(
        wire.aggregate.oracle(LongStream.range(0, events).filter(event -> !bad(event))));
    assertThat(list().open()).isEqualTo(events / badEvery);
  }

  private boolean bad(long event) {
    return event % badEvery == badEvery - 1;
  }

  private Run run() {
    return wire.ledger().find("run").orElseThrow();
  }

  private DeadLetterList list() throws Exception {
    return DeadLetterList.of(new DynamoDbDocuments(direct, wire.control), "run");
  }

  private String letters() {
    return directory.resolve("letters").toString();
  }

  private String lettersOfTheRun() {
    return new LetterFolders(new DynamoDbDocuments(direct, wire.control)).of("run").get(0).path();
  }

  private <V> Bootstrap<String, V> bootstrap(Pipeline<String, V> pipeline, String limit) {
    return Bootstrap.of(pipeline)
        .from(source(), "numbers", decoder())
        .into(wire.table, wire.connection().store(wire.table, pipeline.monoid()))
        .control(wire.connection().control(wire.control))
        .runId("run")
        .maxDeadLetters(DeadLetterLimit.parse(limit))
        .deadLetterFiles(DeadLetterFiles.in(letters()));
  }

  /** One of another pipeline that reads the same source. */
  private Bootstrap<String, Long> another(String limit) {
    Pipeline<String, Long> pipeline = all("another", Monoids.count(), 1L);
    return Bootstrap.of(pipeline)
        .decoding(decoder())
        .into(wire.table, wire.connection().store(wire.table, pipeline.monoid()))
        .writer("another")
        .maxDeadLetters(DeadLetterLimit.parse(limit));
  }

  private RecordDecoder<String> decoder() {
    long every = badEvery;
    long half = events / 2;
    return record -> {
      if (record.position() == half && FAILURES.getAndDecrement() > 0) {
        throw new AssertionError("a task fails, as this test wants it");
      }
      if (record.position() % every == every - 1) {
        throw new InvalidEventException("it is bad");
      }
      return RecordDecoders.text().decode(record);
    };
  }

  private DataGeneratorSource<SourceRecord> source() {
    return new DataGeneratorSource<>(
        place -> {
          byte[] bytes = Long.toString(place).getBytes(StandardCharsets.UTF_8);
          return new SourceRecord(bytes, 0, bytes.length, "numbers", place, Map.of());
        },
        events,
        limits(),
        SourceRecordTypeInfo.INSTANCE);
  }

  /** Batch has no checkpoints to wait for. */
  @SuppressWarnings("unchecked")
  private RateLimiterStrategy<NumberSequenceSplit> limits() {
    return mode == RuntimeExecutionMode.BATCH
        ? RateLimiterStrategy.noOp()
        : RateLimiterStrategy.perCheckpoint(EVENTS_PER_CHECKPOINT);
  }

  /** Of one key. */
  private static <V> Pipeline<String, V> all(String name, Monoid<V> monoid, V value) {
    return Pipeline.named(name)
        .of(String.class)
        .eventTime(text -> 0)
        .key(text -> name)
        .window(Windowing.days())
        .aggregate(monoid, (text, context) -> value)
        .build();
  }

  private StreamExecutionEnvironment environment() {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    if (mode == RuntimeExecutionMode.STREAMING) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    }
    StreamExecutionEnvironment environment = cluster.environment(settings);
    environment.setParallelism(2);
    return environment;
  }
}
