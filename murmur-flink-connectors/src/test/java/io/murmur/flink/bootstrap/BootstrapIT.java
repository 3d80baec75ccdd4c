package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.HandoffToken;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BootstrapIT {

  private static final long EVENTS = 10_000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Pipeline<String, Long> PIPELINE =
      Pipeline.named("numbers")
          .of(String.class)
          .filter(text -> !text.endsWith("7"))
          .key(text -> "rest-" + Long.parseLong(text) % 13)
          .aggregate(Monoids.sumLong(), (text, context) -> Long.parseLong(text))
          .build();

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void everyEventIsInTheTableOnceAndTheReportSaysSo(RuntimeExecutionMode mode) throws Exception {
    Shared<Long> shared = Shared.of(PIPELINE.monoid());
    BootstrapReport report =
        bootstrap(shared).handoff(() -> new HandoffToken("offset 12")).run(environment(mode));

    assertThat(table(shared)).isEqualTo(oracle());
    assertThat(report.alreadyCompleted()).isFalse();
    assertThat(report.count("read")).isEqualTo(EVENTS);
    assertThat(report.count("filtered")).isEqualTo(EVENTS / 10);
    assertThat(report.count("contributed")).isEqualTo(EVENTS - EVENTS / 10);
    assertThat(report.count("deadLetters")).isZero();
    assertThat(report.token()).contains(new HandoffToken("offset 12"));
    if (mode == RuntimeExecutionMode.BATCH) {
      assertThat(report.count("keys")).isEqualTo(13);
    }
  }

  @Test
  void aRunThatIsStartedAgainAfterItsEndTouchesNothing() throws Exception {
    Shared<Long> shared = Shared.of(PIPELINE.monoid());
    BootstrapReport first =
        bootstrap(shared)
            .handoff(() -> new HandoffToken("a"))
            .run(environment(RuntimeExecutionMode.STREAMING));
    Map<Key, Long> before = table(shared);

    BootstrapReport second =
        bootstrap(shared)
            .handoff(() -> new HandoffToken("b"))
            .run(environment(RuntimeExecutionMode.STREAMING));
    assertThat(second.alreadyCompleted()).isTrue();
    assertThat(second.counts()).isEqualTo(first.counts());
    assertThat(second.token()).contains(new HandoffToken("a"));
    assertThat(table(shared)).isEqualTo(before);
  }

  @Test
  void anotherRunIntoTheSameTableAddsToIt() throws Exception {
    Shared<Long> shared = Shared.of(PIPELINE.monoid());
    bootstrap(shared).runId("first").run(environment(RuntimeExecutionMode.STREAMING));
    bootstrap(shared).runId("second").run(environment(RuntimeExecutionMode.STREAMING));
    Map<Key, Long> twice = new TreeMap<>(ORDER);
    oracle().forEach((key, sum) -> twice.put(key, 2 * sum));
    assertThat(table(shared)).isEqualTo(twice);
  }

  @Test
  void aRecordThatDoesNotCountEndsTheRunIfItWasToldSoAndTheLedgerKnowsWhy() throws Exception {
    Shared<Long> shared = Shared.of(PIPELINE.monoid());
    Bootstrap<String, Long> failing =
        Bootstrap.of(PIPELINE)
            .from(
                source(index -> index == 50 ? "fifty" : Long.toString(index)),
                "numbers",
                RecordDecoders.text())
            .into("sums", shared.storeFactory())
            .control(shared.control())
            .runId("broken")
            .failOnError(true);

    assertThatThrownBy(() -> failing.run(environment(RuntimeExecutionMode.STREAMING)))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining(
            "run 'broken' failed: pipeline 'numbers': the record at test:50 does not count");
    assertThat(new RunLedger(shared.documents()).find("broken").orElseThrow().status())
        .isEqualTo(RunStatus.FAILED);
  }

  @Test
  void whatIsMissingIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                Bootstrap.of(PIPELINE)
                    .flushTick(Duration.ofSeconds(-1))
                    .run(environment(RuntimeExecutionMode.STREAMING)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            the bootstrap of pipeline 'numbers' cannot run:
            - a source is needed: say from(…)
            - a table is needed: say into(…)
            - a control table is needed: say control(…)
            - the flush tick must be zero or more, was PT-1S\
            """);
  }

  private Bootstrap<String, Long> bootstrap(Shared<Long> shared) {
    return Bootstrap.of(PIPELINE)
        .from(source(Object::toString), "numbers", RecordDecoders.text())
        .into("sums", shared.storeFactory())
        .control(shared.control());
  }

  private StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    if (mode == RuntimeExecutionMode.STREAMING) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(2);
    return environment;
  }

  /** What event number so-and-so says. */
  interface Text extends java.io.Serializable {
    String of(Long index);
  }

  private static DataGeneratorSource<SourceRecord> source(Text text) {
    return new DataGeneratorSource<>(
        index -> {
          byte[] bytes = text.of(index).getBytes(StandardCharsets.UTF_8);
          return new SourceRecord(bytes, 0, bytes.length, "test", index, Map.of());
        },
        EVENTS,
        SourceRecordTypeInfo.INSTANCE);
  }

  private static final java.util.Comparator<Key> ORDER =
      java.util.Comparator.comparing(Key::entity).thenComparing(Key::bucket);

  private static Map<Key, Long> oracle() {
    List<String> events = LongStream.range(0, EVENTS).mapToObj(Long::toString).toList();
    Map<Key, Long> sums = new TreeMap<>(ORDER);
    sums.putAll(InMemoryRunner.run(PIPELINE, events));
    return sums;
  }

  private static Map<Key, Long> table(Shared<Long> shared) throws Exception {
    List<Key> keys = new ArrayList<>(oracle().keySet());
    var found = shared.store().getMany(keys).toCompletableFuture().get();
    Map<Key, Long> values = new TreeMap<>(ORDER);
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      found.get(i).ifPresent(stored -> values.put(key, stored.value()));
    }
    return values;
  }
}
