package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.control.FingerprintMismatchException;
import io.murmur.control.RunStatus;
import io.murmur.flink.run.RunRefusedException;
import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.flink.sink.MergeDeadLetters;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.file.FileSources;
import io.murmur.flink.testing.Shared;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * What cannot work ends the run with a message that says what to do, under the restart strategy
 * that jobs have by default: that tries for ever what may go away.
 */
@ExtendWith({TestClusterExtension.class, DynamoDbLocalExtension.class})
class BootstrapBadInputIT {

  private final TestCluster cluster;
  private final Wire<Long> wire;
  @TempDir Path directory;
  private Path input;

  BootstrapBadInputIT(TestCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient direct) {
    this.cluster = cluster;
    this.wire = new Wire<>(Aggregate.counts(), local, direct, 42);
  }

  @BeforeEach
  void writeInput() throws IOException {
    input = Files.createDirectory(directory.resolve("input"));
    Files.writeString(input.resolve("a.json"), "{\"page\":\"a\"}\n{\"page\":\"b\"}\n");
  }

  @AfterEach
  void closeWire() {
    wire.close();
  }

  @Test
  void aPathThatMatchesNoFileEndsTheRun() {
    assertThatThrownBy(() -> counting(input + "/*.csv").run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("no file matches '" + input + "/*.csv': check the path");
  }

  @Test
  void aGzipFileThatBreaksOffEndsTheRunWithItsNameAndPlace() throws Exception {
    byte[] lines = "{\"page\":\"c\"}\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(lines);
    }
    Path file = input.resolve("cut.json.gz");
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() - 8));
    assertThatThrownBy(() -> counting(input.toString()).run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("file:" + file + " is damaged: its gzip data breaks off at byte ");
  }

  @Test
  void aFileOfNoKnownFormatEndsTheRun() throws Exception {
    Files.writeString(input.resolve("notes.txt"), "not json\n");
    assertThatThrownBy(() -> counting(input.toString()).run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining(input.resolve("notes.txt") + " is of no known format");
  }

  @Test
  void aStateTableThatIsNotThereIsSaidBeforeAnythingIsRead() {
    var missing = counting(input.toString());
    missing.into("nowhere", wire.connection().store("nowhere", Monoids.count()));
    assertThatThrownBy(() -> missing.run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("the table does not exist; create it");
  }

  @Test
  void aDedupTableThatIsNotThereIsSaidBeforeAnythingIsRead() {
    var missing = counting(input.toString()).duplicates(Duplicates.claimed(Duration.ofDays(1)));
    missing.into(
        wire.table, wire.connection().storeWithClaims(wire.table, Monoids.count(), "nowhere"));
    assertThatThrownBy(() -> missing.run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("dedup table nowhere")
        .hasMessageContaining("the table does not exist; create it");
  }

  @Test
  void aControlTableThatIsNotThereIsSaidBeforeAnythingIsRead() {
    var missing = counting(input.toString()).control(wire.connection().control("nowhere"));
    assertThatThrownBy(() -> missing.run(environment()))
        .hasMessage(
            "the control table 'nowhere' does not exist in this account and region: create it, or"
                + " name the one that does");
  }

  @Test
  void aTableThatHoldsOtherValuesIsRefused() throws Exception {
    counting(input.toString()).run(environment());
    assertThatThrownBy(
            () -> bootstrap(pipeline(Monoids.stringSet(), Set.of("x"))).run(environment()))
        .isInstanceOf(FingerprintMismatchException.class)
        .hasMessageContaining("table '" + wire.table + "' holds values of [")
        .hasMessageContaining("nothing was written; use a table of its own");
  }

  @Test
  void aRunIdOfAnotherTableIsRefused() throws Exception {
    counting(input.toString()).runId("mine").run(environment());
    var other = counting(input.toString()).runId("mine");
    other.into("other", wire.connection().store("other", Monoids.count()));
    assertThatThrownBy(() -> other.run(environment()))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("give this run an id of its own");
  }

  @Test
  void anItemThatWouldBecomeTooLargeIsKeptWithItsKeyAndDeltaAndTheRunGoesOn() throws Exception {
    Queue<MergeDeadLetter> kept = new ConcurrentLinkedQueue<>();
    Shared<Queue<MergeDeadLetter>> shared = Shared.of(kept);
    BootstrapReport report =
        bootstrap(tooLarge()).mergeDeadLetters(keeper(shared)).run(environment());
    assertThat(report.count("read")).isEqualTo(2);
    assertThat(kept)
        .extracting(letter -> letter.key().entity())
        .containsExactlyInAnyOrder("a", "b");
    assertThat(kept)
        .allSatisfy(
            letter -> {
              assertThat(letter.delta()).hasSizeGreaterThan(500_000);
              assertThat(letter.reason()).contains("DynamoDB takes at most");
            });
  }

  @Test
  void anItemThatWouldBecomeTooLargeEndsARunThatIsToFailOnErrors() {
    assertThatThrownBy(() -> bootstrap(tooLarge()).failOnError(true).run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("key ")
        .hasMessageContaining("nothing is lost: the delta is in the checkpoint");
    assertThat(wire.ledger().list()).extracting(run -> run.status()).containsOnly(RunStatus.FAILED);
  }

  private static Opener<MergeDeadLetters> keeper(Shared<Queue<MergeDeadLetter>> kept) {
    return () ->
        new MergeDeadLetters() {
          @Override
          public void keep(MergeDeadLetter letter) {
            kept.get().add(letter);
          }

          @Override
          public void close() {}
        };
  }

  private Bootstrap<JsonNode, Long> counting(String path) {
    return bootstrap(pipeline(Monoids.count(), 1L), path);
  }

  private <V> Bootstrap<JsonNode, V> bootstrap(Pipeline<JsonNode, V> pipeline) {
    return bootstrap(pipeline, input.toString());
  }

  private <V> Bootstrap<JsonNode, V> bootstrap(Pipeline<JsonNode, V> pipeline, String path) {
    return Bootstrap.of(pipeline)
        .from(FileSources.detect(path).build(), path, RecordDecoders.json())
        .into(wire.table, wire.connection().store(wire.table, pipeline.monoid()))
        .control(wire.connection().control(wire.control))
        .checkpointInterval(Duration.ofMillis(50));
  }

  private static <V> Pipeline<JsonNode, V> pipeline(Monoid<V> monoid, V value) {
    return Pipeline.named("pages")
        .of(JsonNode.class)
        .key(event -> event.required("page").textValue())
        .aggregate(monoid, (event, context) -> value)
        .build();
  }

  private static Pipeline<JsonNode, Set<String>> tooLarge() {
    return pipeline(Monoids.stringSet(), Set.of("x".repeat(500_000)));
  }

  private StreamExecutionEnvironment environment() {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment = cluster.environment(settings);
    environment.setParallelism(2);
    return environment;
  }
}
