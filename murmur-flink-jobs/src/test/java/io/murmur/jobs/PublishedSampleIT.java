package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.cli.Murmur;
import io.murmur.jobs.example.DailyEdits;
import io.murmur.jobs.testing.FlinkProcesses;
import io.murmur.jobs.testing.FlinkProcesses.Outcome;
import io.murmur.jobs.testing.Items;
import io.murmur.jobs.testing.PublishedSample;
import io.murmur.jobs.testing.UserJar;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code flink run bootstrap-job.jar --pipeline FILE} on a cluster of processes, over real input.
 */
@ExtendWith(DynamoDbLocalExtension.class)
class PublishedSampleIT {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Map<String, String> SETTINGS =
      Map.of("execution.checkpointing.interval", "1s");

  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  @TempDir Path directory;

  PublishedSampleIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.server = server;
    this.client = client;
  }

  /** As a user's environment has them. */
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @Test
  void aDefinitionAloneGivesThePublishedAnswers() throws Exception {
    Path file =
        write(PublishedSample.definition(DynamoDbLocal.newTableName("edits"), ", " + store()));
    try (FlinkProcesses cluster = cluster()) {
      run(cluster, "--pipeline", file.toString());
    }
    PublishedSample.assertAnswers(
        export(file, "pages"), export(file, "summary"), export(file, "days"));
  }

  /**
   * All attributes are equal but two, which tell of checkpoints and not of events: how often an
   * item was written ({@code ver}), and the writer's latest one ({@code f_bootstrap}).
   */
  @Test
  void aDefinitionAndItsTwinInJavaGiveByteEqualTables() throws Exception {
    String tables = DynamoDbLocal.newTableName("twins");
    Path file =
        write(
            "%ssource: {files: {path: '%s'}}%nstore: {table: %s-yaml, control-table: %s, %s}%n"
                .formatted(DailyEdits.YAML, PublishedSample.path(), tables, tables, store()));
    Path user = UserJar.write(directory.resolve("user.jar"), DailyEdits.class);
    try (FlinkProcesses cluster = cluster()) {
      run(cluster, "--pipeline", file.toString());
      run(
          cluster,
          List.of("-C", user.toUri().toString()),
          "--pipeline-class",
          DailyEdits.class.getName(),
          "--input",
          PublishedSample.path().toString(),
          "--table",
          tables + "-typed",
          "--control-table",
          tables,
          "--create-tables",
          "--region",
          "us-east-1",
          "--endpoint",
          server.endpoint().toString());
    }

    Map<String, Map<String, AttributeValue>> yaml = Items.of(client, tables + "-yaml");
    assertThat(yaml).hasSizeGreaterThan(51);
    assertThat(yaml.values())
        .allSatisfy(
            item ->
                assertThat(item)
                    .containsKeys("pk", "sk", "v_edits", "v_users", "vt_last_page", "vi_last_page")
                    .containsKeys("ver", "f_bootstrap"));
    assertThat(ofEvents(yaml)).isEqualTo(ofEvents(Items.of(client, tables + "-typed")));
  }

  private static Map<String, Map<String, AttributeValue>> ofEvents(
      Map<String, Map<String, AttributeValue>> items) {
    Map<String, Map<String, AttributeValue>> rest = new TreeMap<>();
    items.forEach(
        (key, item) -> {
          Map<String, AttributeValue> attributes = new TreeMap<>(item);
          attributes.remove("ver");
          attributes.remove("f_bootstrap");
          rest.put(key, attributes);
        });
    return rest;
  }

  private String store() {
    return "region: us-east-1, endpoint: '%s', create: true".formatted(server.endpoint());
  }

  private Path write(String definition) throws Exception {
    return Files.writeString(directory.resolve("edits.yaml"), definition);
  }

  private FlinkProcesses cluster() throws Exception {
    return FlinkProcesses.start(Files.createDirectory(directory.resolve("flink")), 1, 2, SETTINGS);
  }

  private static void run(FlinkProcesses cluster, String... options) throws Exception {
    run(cluster, List.of(), options);
  }

  private static void run(FlinkProcesses cluster, List<String> client, String... options)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("run", "-p", "2"));
    words.addAll(client);
    words.add(System.getProperty("murmur.bootstrapJar"));
    words.addAll(List.of(options));
    Outcome outcome = cluster.cli(LIMIT, words.toArray(String[]::new));
    assertThat(outcome.output()).contains(" completed").containsPattern(" read +39,244\\n");
    assertThat(outcome.exitCode()).isZero();
  }

  private Path export(Path definition, String name) {
    Path file = directory.resolve(name + ".jsonl");
    StringWriter output = new StringWriter();
    PrintWriter out = new PrintWriter(output, true);
    int code =
        Murmur.commandLine()
            .setOut(out)
            .setErr(out)
            .execute(
                "export",
                "--name",
                name,
                "--pipeline",
                definition.toString(),
                "--out",
                file.toString());
    assertThat(code).as("%s", output).isZero();
    return file;
  }
}
