package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.file.FileSources;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real input with published answers, and input of our own against the in-memory oracle. */
class BootstrapAnswersIT {

  private static final String SAMPLE = "data/wikiticker-2015-09-12-sampled.json.gz";
  private static final HllMonoid USERS = Monoids.hll(12);
  private static final StructMonoid SUMMARY =
      Monoids.struct()
          .field("edits", Monoids.count())
          .field("added", Monoids.sumDecimal())
          .field("largest", Monoids.maxLong())
          .build();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  /** Failures that are still to be injected, by task managers of this JVM. */
  private static final AtomicInteger FAILURES = new AtomicInteger();

  @TempDir Path directory;

  static Stream<Arguments> modesAndParallelisms() {
    return Stream.of(RuntimeExecutionMode.STREAMING, RuntimeExecutionMode.BATCH)
        .flatMap(mode -> Stream.of(1, 2, 3, 4).map(parallelism -> Arguments.of(mode, parallelism)));
  }

  @ParameterizedTest
  @MethodSource("modesAndParallelisms")
  void thePublishedSampleHasThePublishedAnswers(RuntimeExecutionMode mode, int parallelism)
      throws Exception {
    Path sample = sharedFolder().resolve(SAMPLE);
    assumeTrue(Files.exists(sample), () -> "the published sample is not here: " + sample);
    String path = sample.toString();
    var decoder = RecordDecoders.json();

    Map<Key, Long> pages = run(edits("pages", "page"), path, decoder, mode, parallelism);
    assertThat(pages).hasSize(35_143);
    assertThat(pages.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(39_244);
    assertThat(pages)
        .containsEntry(Key.allTime("Wikipedia:Vandalismusmeldung"), 33L)
        .containsEntry(Key.allTime("User:Cyde/List of candidates for speedy deletion/Subpage"), 28L)
        .containsEntry(Key.allTime("Jeremy Corbyn"), 27L)
        .containsEntry(Key.allTime("Wikipedia:Administrators' noticeboard/Incidents"), 21L)
        .containsEntry(Key.allTime("Flavia Pennetta"), 20L);

    Map<Key, StructValue> summary = run(summary(), path, decoder, mode, parallelism);
    assertThat(summary.get(Key.allTime("all")).get("edits")).isEqualTo(39_244L);
    assertThat(summary.get(Key.allTime("all")).get("added")).isEqualTo(new BigDecimal("9385573"));
    assertThat(summary.get(Key.allTime("#en.wikipedia")).get("edits")).isEqualTo(11_549L);
    assertThat(summary.get(Key.allTime("#vi.wikipedia")).get("edits")).isEqualTo(9_747L);
    assertThat(summary).hasSize(51 + 1);

    Map<Key, HllValue> users = run(users(), path, decoder, mode, parallelism);
    HllValue all = users.get(Key.allTime("all"));
    assertThat(10_531.0).isBetween(all.lowerBound(3), all.upperBound(3));
    assertThat(users).hasSize(51 + 1);

    Map<Key, Long> days = run(days(), path, decoder, mode, parallelism);
    long saturday = Windowing.days().bucketOf(Instant.parse("2015-09-12T00:00:00Z"));
    assertThat(days).containsEntry(new Key("edits", saturday), 39_199L).hasSize(46);
  }

  @ParameterizedTest
  @MethodSource("modesAndParallelisms")
  void everyPipelineEndsWithTheTotalsOfTheOracleAlthoughATaskFails(
      RuntimeExecutionMode mode, int parallelism) throws Exception {
    String path = Files.write(directory.resolve("edits.json"), lines()).toString();
    List<JsonNode> events = events(path);

    assertThat(runFailing(edits("pages", "page"), path, mode, parallelism))
        .isEqualTo(InMemoryRunner.run(edits("pages", "page"), events));
    assertThat(runFailing(summary(), path, mode, parallelism))
        .isEqualTo(InMemoryRunner.run(summary(), events));
    assertThat(runFailing(days(), path, mode, parallelism))
        .isEqualTo(InMemoryRunner.run(days(), events));

    Map<Key, HllValue> users = runFailing(users(), path, mode, parallelism);
    Map<Key, HllValue> expected = InMemoryRunner.run(users(), events);
    assertThat(users.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (key, value) ->
            assertThat(users.get(key).estimate())
                .isBetween(value.lowerBound(3), value.upperBound(3)));
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      lines.add(
          "{\"time\":\"2026-01-%02dT12:00:00Z\",\"page\":\"p%d\",\"channel\":\"#%d\",\"user\":\"u%d\",\"added\":%d}"
              .formatted(1 + i % 28, i * i % 997, i % 7, i % 3_001, i % 113));
    }
    return lines;
  }

  private static Pipeline<JsonNode, Long> edits(String name, String field) {
    return Pipeline.named(name)
        .of(JsonNode.class)
        .key(edit -> edit.get(field).asText())
        .aggregate(Monoids.count(), (edit, context) -> 1L)
        .build();
  }

  private static Pipeline<JsonNode, StructValue> summary() {
    return Pipeline.named("summary")
        .of(JsonNode.class)
        .key(edit -> edit.get("channel").asText())
        .key(edit -> "all")
        .aggregate(
            SUMMARY,
            (edit, context) ->
                SUMMARY.value(
                    1L,
                    BigDecimal.valueOf(edit.get("added").asLong()),
                    Optional.of(edit.get("added").asLong())))
        .build();
  }

  private static Pipeline<JsonNode, HllValue> users() {
    return Pipeline.named("users")
        .of(JsonNode.class)
        .key(edit -> edit.get("channel").asText())
        .key(edit -> "all")
        .aggregate(USERS, (edit, context) -> USERS.lift(edit.get("user").asText()))
        .build();
  }

  private static Pipeline<JsonNode, Long> days() {
    return Pipeline.named("days")
        .of(JsonNode.class)
        .key(edit -> "edits")
        .eventTime(edit -> Instant.parse(edit.get("time").asText()).toEpochMilli())
        .window(Windowing.days())
        .aggregate(Monoids.count(), (edit, context) -> 1L)
        .build();
  }

  private <V> Map<Key, V> runFailing(
      Pipeline<JsonNode, V> pipeline, String path, RuntimeExecutionMode mode, int parallelism)
      throws Exception {
    FAILURES.set(1);
    RecordDecoder<JsonNode> decoder = RecordDecoders.json();
    Map<Key, V> result =
        run(
            pipeline,
            path,
            record -> {
              if (record.position() > 1_000_000 && FAILURES.getAndDecrement() > 0) {
                throw new AssertionError("a task fails, as this test wants it");
              }
              return decoder.decode(record);
            },
            mode,
            parallelism);
    assertThat(FAILURES).as("the task did fail").hasValueLessThan(1);
    return result;
  }

  private <V> Map<Key, V> run(
      Pipeline<JsonNode, V> pipeline,
      String path,
      RecordDecoder<JsonNode> decoder,
      RuntimeExecutionMode mode,
      int parallelism)
      throws Exception {
    Shared<V> shared = Shared.of(pipeline.monoid());
    BootstrapReport report =
        Bootstrap.of(pipeline)
            .from(
                FileSources.detect(path).splitSize(MemorySize.ofMebiBytes(1)).build(),
                path,
                decoder)
            .into(pipeline.name(), shared.storeFactory())
            .control(shared.control())
            .run(environment(mode, parallelism));
    assertThat(report.count("contributed")).isEqualTo(report.count("read"));
    return table(shared, pipeline, path);
  }

  /** What the table holds of the keys that the input has. */
  private static <V> Map<Key, V> table(
      Shared<V> shared, Pipeline<JsonNode, V> pipeline, String path) throws Exception {
    List<Key> keys = new ArrayList<>(InMemoryRunner.run(pipeline, events(path)).keySet());
    var found = shared.store().getMany(keys).toCompletableFuture().get();
    Map<Key, V> values = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      found.get(i).ifPresent(stored -> values.put(key, stored.value()));
    }
    return values;
  }

  private static List<JsonNode> events(String path) throws IOException {
    try (InputStream bytes = Files.newInputStream(Path.of(path));
        InputStream plain = path.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
      return new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(plain).readAll();
    }
  }

  private StreamExecutionEnvironment environment(RuntimeExecutionMode mode, int parallelism) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    if (mode == RuntimeExecutionMode.STREAMING) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(parallelism);
    return environment;
  }

  /** Beside the project's root, or where {@code -Dmurmur.shared} says. */
  private static Path sharedFolder() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    return Path.of(System.getProperty("murmur.shared", root.resolve("../shared").toString()));
  }
}
