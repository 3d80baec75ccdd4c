package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How runs come to their ends, and what their entries say then. */
class RunEndsIT {

  private static final long EVENTS = 4_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Pipeline<String, Long> PIPELINE = pipeline("numbers", 13);

  /** Task failures that are still to come, by task managers of this JVM. */
  private static final AtomicInteger FAILURES = new AtomicInteger();

  private static final AtomicLong DECODED = new AtomicLong();

  @TempDir Path directory;

  private final Shared<Long> shared = Shared.of(PIPELINE.monoid());
  private final ShakyStore<Long> store = shared.shaky();

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void aRunThatNobodyWaitsForIsCompletedByItsOwnTasksAndTheNextStartSaysSo(
      RuntimeExecutionMode mode) throws Exception {
    // As if the client had been killed: what it got back is dropped.
    Bootstraps.of(List.of(bootstrap(shared, 0))).submit(environment(mode));
    Await.until("the run is completed", PATIENCE, () -> run().status() == RunStatus.COMPLETED);
    Map<Key, Long> before = table();
    assertThat(before).isEqualTo(oracle(PIPELINE));
    long requests = store.requests.get();

    BootstrapReport second = bootstrap(shared, 0).run(environment(mode));
    assertThat(second.alreadyCompleted()).isTrue();
    assertCounts(second);
    assertThat(store.requests.get()).as("nothing was touched").isEqualTo(requests);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void countsAreExactAlthoughTasksAndCommitsFail(RuntimeExecutionMode mode) throws Exception {
    FAILURES.set(2);
    store.failures.set(3);
    BootstrapReport report = bootstrap(shared, pace(mode)).run(environment(mode));

    assertThat(FAILURES).as("tasks did fail").hasValueLessThan(1);
    assertThat(table()).isEqualTo(oracle(PIPELINE));
    assertCounts(report);
    assertThat(report.count("merges")).isEqualTo(store.applied.get());
    assertThat(report.run()).isEqualTo(reportOfLedger(report));
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void costsAreWhatTheTableCounted(RuntimeExecutionMode mode) throws Exception {
    store.fate =
        number ->
            number % 5 == 0 || number % 7 == 0
                ? Optional.of(new TransientStoreException("no", number % 5 == 0, null))
                : Optional.empty();
    BootstrapReport report = bootstrap(shared, pace(mode)).run(environment(mode));

    assertThat(store.throttled.get()).isPositive();
    assertThat(store.lost.get()).isPositive();
    assertThat(report.count("throttles")).isEqualTo(store.throttled.get());
    assertThat(report.count("retries")).isEqualTo(store.throttled.get() + store.lost.get());
    assertThat(report.count("merges")).isEqualTo(store.applied.get());
    assertThat(report.count("writeUnits")).isEqualTo(store.applied.get() + store.lost.get());
    assertThat(report.count("alreadyApplied")).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatIsStoppedIsNotCompletedAndGoesOnFromItsSavepoint(
      boolean drain, @InjectMiniCluster MiniCluster cluster) throws Exception {
    DECODED.set(0);
    SubmittedBootstraps submitted =
        Bootstraps.of(List.of(bootstrap(shared, 200)))
            .submit(environment(RuntimeExecutionMode.STREAMING));
    Await.until("half is read", PATIENCE, () -> DECODED.get() > EVENTS / 4);
    String savepoint =
        cluster
            .stopWithSavepoint(
                submitted.jobId().orElseThrow(),
                directory.resolve("savepoints").toUri().toString(),
                drain,
                SavepointFormatType.CANONICAL)
            .get();
    assertThatThrownBy(submitted::await)
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("stopped before its source came to its end");
    assertThat(run().status()).isEqualTo(RunStatus.FAILED);

    StreamExecutionEnvironment again = environment(RuntimeExecutionMode.STREAMING);
    again.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
    assertCounts(bootstrap(shared, 200).run(again));
    assertThat(table()).isEqualTo(oracle(PIPELINE));
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void severalPipelinesShareOneReadAndEachHasItsRun(RuntimeExecutionMode mode) throws Exception {
    Pipeline<String, Long> other = pipeline("others", 7);
    Shared<Long> into = Shared.of(other.monoid());
    DECODED.set(0);
    FAILURES.set(1);
    List<Bootstrap<?, ?>> parts =
        List.of(
            bootstrap(shared, pace(mode)),
            Bootstrap.of(other)
                .decoding(RecordDecoders.text())
                .into("others", into.storeFactory()));
    List<BootstrapReport> reports = Bootstraps.of(parts).run(environment(mode));

    assertThat(reports)
        .extracting(report -> report.run().pipeline())
        .containsExactly("numbers", "others");
    reports.forEach(RunEndsIT::assertCounts);
    assertThat(table()).isEqualTo(oracle(PIPELINE));
    assertThat(table(into)).isEqualTo(oracle(other));
    assertThat(Bootstraps.of(parts).run(environment(mode)))
        .allMatch(BootstrapReport::alreadyCompleted);

    Pipeline<String, Long> third = pipeline("thirds", 3);
    Shared<Long> late = Shared.of(third.monoid());
    List<Bootstrap<?, ?>> more = new java.util.ArrayList<>(parts);
    more.add(
        Bootstrap.of(third).decoding(RecordDecoders.text()).into("thirds", late.storeFactory()));
    long requests = store.requests.get();
    assertThat(Bootstraps.of(more).run(environment(mode)))
        .extracting(BootstrapReport::alreadyCompleted)
        .containsExactly(true, true, false);
    assertThat(table(late)).isEqualTo(oracle(third));
    assertThat(store.requests.get()).isEqualTo(requests);
  }

  @Test
  void pipelinesThatWouldTakeEachOthersMergesForTheirOwnAreRefused() {
    assertThatThrownBy(
            () ->
                Bootstraps.of(
                        List.of(
                            bootstrap(shared, 0),
                            Bootstrap.of(pipeline("others", 7))
                                .decoding(RecordDecoders.text())
                                .into("sums", shared.storeFactory())))
                    .run(environment(RuntimeExecutionMode.STREAMING)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            the bootstrap of pipelines 'numbers', 'others' cannot run:
            - others: another pipeline writes into table 'sums' as writer 'bootstrap', too: each takes the other's merges for its own, so give one a table or a writer of its own\
            """);
  }

  private static void assertCounts(BootstrapReport report) {
    assertThat(report.count("read")).as("read").isEqualTo(EVENTS);
    assertThat(report.count("filtered")).as("filtered").isEqualTo(EVENTS / 10);
    assertThat(report.count("contributed")).as("contributed").isEqualTo(EVENTS - EVENTS / 10);
    assertThat(report.count("duplicates")).as("duplicates").isZero();
    assertThat(report.count("deadLetters")).as("dead letters").isZero();
    assertThat(report.run().status()).isEqualTo(RunStatus.COMPLETED);
    if (report.run().batch() && report.run().pipeline().equals("numbers")) {
      assertThat(report.count("keys")).as("keys").isEqualTo(13);
      assertThat(report.count("merges")).as("merges").isEqualTo(13);
    }
  }

  /** Events between two checkpoints; batch has none. */
  private static int pace(RuntimeExecutionMode mode) {
    return mode == RuntimeExecutionMode.BATCH ? 0 : 500;
  }

  private Run run() {
    return new RunLedger(shared.documents()).list().get(0);
  }

  private io.murmur.control.RunReport reportOfLedger(BootstrapReport report) {
    return io.murmur.control.RunReport.of(run(), report.run().endedAt().orElseThrow());
  }

  private static Pipeline<String, Long> pipeline(String name, int keys) {
    return Pipeline.named(name)
        .of(String.class)
        .filter(text -> !text.endsWith("7"))
        .key(text -> "rest-" + Long.parseLong(text) % keys)
        .aggregate(Monoids.sumLong(), (text, context) -> Long.parseLong(text))
        .build();
  }

  /** With so many events between two checkpoints; as fast as it can if that is 0. */
  private static Bootstrap<String, Long> bootstrap(Shared<Long> shared, int eventsPerCheckpoint) {
    return Bootstrap.of(PIPELINE)
        .from(
            source(eventsPerCheckpoint),
            "numbers",
            record -> {
              DECODED.incrementAndGet();
              if (record.position() == EVENTS / 2 && FAILURES.getAndDecrement() > 0) {
                throw new AssertionError("a task fails, as this test wants it");
              }
              return record.text();
            })
        .into("sums", shared.storeFactory())
        .retryBackoff(Duration.ZERO, Duration.ofMillis(1))
        .control(shared.control());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static DataGeneratorSource<SourceRecord> source(int eventsPerCheckpoint) {
    RateLimiterStrategy limit =
        eventsPerCheckpoint == 0
            ? RateLimiterStrategy.noOp()
            : RateLimiterStrategy.perCheckpoint(eventsPerCheckpoint);
    return new DataGeneratorSource<>(
        index -> {
          byte[] bytes = Long.toString(index).getBytes(StandardCharsets.UTF_8);
          return new SourceRecord(bytes, 0, bytes.length, "test", index, Map.of());
        },
        EVENTS,
        limit,
        SourceRecordTypeInfo.INSTANCE);
  }

  private StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    if (mode == RuntimeExecutionMode.STREAMING) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(2);
    return environment;
  }

  private static Map<Key, Long> oracle(Pipeline<String, Long> pipeline) {
    return InMemoryRunner.run(
        pipeline, LongStream.range(0, EVENTS).mapToObj(Long::toString).toList());
  }

  private Map<Key, Long> table() throws Exception {
    return table(shared);
  }

  private static Map<Key, Long> table(Shared<Long> shared) throws Exception {
    List<Key> keys = List.copyOf(oracle(PIPELINE).keySet());
    var found = shared.store().getMany(keys).toCompletableFuture().get();
    Map<Key, Long> values = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      found.get(i).ifPresent(stored -> values.put(key, stored.value()));
    }
    return values;
  }
}
