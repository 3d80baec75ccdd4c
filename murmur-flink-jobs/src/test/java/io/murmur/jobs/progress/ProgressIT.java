package io.murmur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.BootstrapJob;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that cannot end before someone has seen how far they are. */
@ExtendWith(DynamoDbLocalExtension.class)
class ProgressIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(
                  new Configuration()
                      .set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(200)))
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private final DynamoDbLocal server;
  @TempDir Path directory;

  ProgressIT(DynamoDbLocal server) {
    this.server = server;
  }

  /** As a user's environment has them. */
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  /** In batch mode a key is written once; in streaming mode, once for each checkpoint. */
  @ParameterizedTest
  @CsvSource({"batch, '10 keys, 3 writes'", "streaming, '[1-9]\\d* writes'"})
  void whoeverWaitsSeesWhatWasReadAndWrittenWhileTheRestIsHeld(String mode, String written)
      throws Exception {
    long bytes = writeViews(Files.createDirectory(directory.resolve("views")));
    String pages = DynamoDbLocal.newTableName("pages");
    String users = DynamoDbLocal.newTableName("users");
    CompletableFuture<Void> released = new CompletableFuture<>();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    PrintStream before = System.err;
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 42)) {
      proxy.inject(
          FaultRule.of(Fault.holdRequest(released))
              .on("UpdateItem")
              .matching(request -> request.body().contains('"' + users + '"')));
      Path file = definition(mode, proxy, pages, users);
      System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
      CompletableFuture<Void> job =
          CompletableFuture.runAsync(() -> run("--pipeline", file.toString()));

      // Both pipelines have a dead letter; only the one whose writes are not held has written.
      String line =
          "about 100%%, %s of %s read, .*2,001 events, \\S+, %s, \\S+, 2 dead letters"
              .formatted(ProgressText.bytes(bytes), ProgressText.bytes(bytes), written);
      Await.until(
          "a line shows what is done: " + line,
          LIMIT,
          () -> {
            assertThat(job).as("%s", shown).isNotDone();
            String lines = shown.toString(StandardCharsets.UTF_8);
            if (!Pattern.compile(line).matcher(lines).find()) {
              throw new IllegalStateException("shown was: " + lines);
            }
            return true;
          });
      released.complete(null);
      job.get();
    } finally {
      released.complete(null);
      System.setErr(before);
    }
  }

  private static void run(String... pipeline) {
    try {
      BootstrapJob.main(
          new String[] {
            pipeline[0], pipeline[1], "--progress", "plain", "--progress-interval", "PT0.1S"
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Path definition(String mode, FaultProxy proxy, String pages, String users)
      throws Exception {
    return Files.writeString(
        directory.resolve("both.yaml"),
        """
        source: {files: {path: '%s', split-size: 4 kb}}
        store: {control-table: %s, region: us-east-1, endpoint: '%s', create: true}
        mode: %s
        %s
        pipelines:
          - {name: pages, key: '{page}', aggregate: count, store: {table: %s}}
          - {name: users, key: '{user}', aggregate: count, store: {table: %s}}
        """
            .formatted(
                directory.resolve("views"),
                DynamoDbLocal.newTableName("control"),
                proxy.endpoint(),
                mode,
                mode.equals("batch") ? "" : "checkpoint: {interval: 200ms}",
                pages,
                users));
  }

  /** 2,000 views of 3 pages and a record that is none; gives its size. */
  private static long writeViews(Path folder) throws Exception {
    StringBuilder plain = new StringBuilder("no view\n");
    for (int i = 0; i < 2000; i++) {
      plain.append("{\"page\":\"p%d\",\"user\":\"u%d\"}\n".formatted(i % 3, i % 7));
    }
    return Files.size(Files.writeString(folder.resolve("views.json"), plain));
  }
}
