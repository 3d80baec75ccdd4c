package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.file.FileSources;
import io.murmur.jobs.example.DailyEdits;
import io.murmur.jobs.testing.Items;
import io.murmur.jobs.testing.PublishedSample;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectClusterRESTAddress;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Definitions through the job's own main, on a cluster and a server in this process. */
@ExtendWith(DynamoDbLocalExtension.class)
class DefinedBootstrapIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(1)
              .build());

  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  @TempDir Path directory;

  DefinedBootstrapIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
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
  void thePublishedSampleHasThePublishedAnswersFromYamlAlone() throws Exception {
    String table = DynamoDbLocal.newTableName("edits");
    String output =
        run(
            """
            name: edits
            key:
              - all
              - "{channel}"
              - "{page in ['Wikipedia:Vandalismusmeldung', 'Jeremy Corbyn', 'Flavia Pennetta',
                'User:Cyde/List of candidates for speedy deletion/Subpage'] ? 'page:' + page : 'all'}"
            aggregate:
              struct:
                edits: count
                added: {sum: added}
                deleted: {sum: {of: deleted, type: long}}
                delta: {sum: delta}
                pages: {unique-count: page}
                users: {unique-count: {of: user, precision: 14}}
            mode: batch
            """,
            table,
            PublishedSample.path());

    assertThat(output).contains("completed", "39,244");
    Map<String, Map<String, AttributeValue>> items = items(table);
    assertThat(items).hasSize(1 + 51 + 4);
    assertThat(number(items, "all", "edits")).isEqualByComparingTo("39244");
    assertThat(number(items, "all", "added")).isEqualByComparingTo("9385573");
    assertThat(number(items, "all", "deleted")).isEqualByComparingTo("394298");
    assertThat(number(items, "all", "delta")).isEqualByComparingTo("8991275");
    assertThat(number(items, "#en.wikipedia", "edits")).isEqualByComparingTo("11549");
    assertThat(number(items, "#vi.wikipedia", "edits")).isEqualByComparingTo("9747");
    assertThat(number(items, "#de.wikipedia", "edits")).isEqualByComparingTo("2523");
    assertThat(number(items, "#fr.wikipedia", "edits")).isEqualByComparingTo("2099");
    assertThat(number(items, "#ru.wikipedia", "edits")).isEqualByComparingTo("1386");
    assertThat(number(items, "page:Wikipedia:Vandalismusmeldung", "edits"))
        .isEqualByComparingTo("33");
    assertThat(number(items, "page:Jeremy Corbyn", "edits")).isEqualByComparingTo("27");
    assertThat(number(items, "page:Flavia Pennetta", "edits")).isEqualByComparingTo("20");
  }

  @Test
  void yamlAndTypedPipelinesGiveByteEqualTables() throws Exception {
    String typedTable = DynamoDbLocal.newTableName("typed");
    String control = DynamoDbLocal.newTableName("control");
    String yamlTable = DynamoDbLocal.newTableName("yaml");
    run(DailyEdits.YAML + "mode: batch\n", yamlTable, PublishedSample.path());
    runTyped(new DailyEdits().pipeline(), typedTable, control);

    Map<String, Map<String, AttributeValue>> yaml = items(yamlTable);
    assertThat(yaml).hasSizeGreaterThan(51).isEqualTo(items(typedTable));
  }

  @Test
  void optionsGoBeforeWhatTheFileSaysAndMistakesAreOneMessage() throws Exception {
    Path input = Files.writeString(directory.resolve("in.json"), "{\"page\":\"a\"}\n");
    String table = DynamoDbLocal.newTableName("other");
    String yaml = "name: pages\nkey: '{page}'\naggregate: count\nmode: batch\n";

    String output =
        run(
            yaml,
            DynamoDbLocal.newTableName("unused"),
            Path.of("/no/such"),
            "--table",
            table,
            "--input",
            input.toString());

    assertThat(output).contains("completed");
    assertThat(items(table)).hasSize(1);
    assertThatThrownBy(() -> run(yaml.replace("count", "cuont"), table, input))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("aggregate: unknown aggregate 'cuont'; did you mean 'count'?");
    assertThatThrownBy(() -> BootstrapJob.main(new String[] {"--pipeline", "/no/such.yaml"}))
        .isInstanceOf(UserError.class)
        .hasMessage("/no/such.yaml: there is no such file");
    assertThatThrownBy(() -> BootstrapJob.main(new String[0]))
        .isInstanceOf(UserError.class)
        .hasMessage("one of --pipeline and --pipeline-class is needed");
  }

  @Test
  void moreDeadLettersThanAFileOrAnOptionAllowsEndTheJobAndAHigherOptionCompletesIt()
      throws Exception {
    Path input = Files.writeString(directory.resolve("in.json"), "{\"page\":\"a\"}\n{}\nbad\n");
    String table = DynamoDbLocal.newTableName("limited");
    String yaml =
        """
        name: limited
        key: '{page}'
        filter: page == 'a'
        aggregate: count
        mode: batch
        dead-letters: {path: '%s', max: 0}
        """
            .formatted(directory.resolve("letters"));

    assertLimit(() -> run(yaml, table, input), "0");
    assertLimit(() -> run(yaml, table, input, "--max-dead-letters", "20%"), "20%");
    assertLimit(
        () -> run(yaml.replace("max: 0", "max: 5"), table, input, "--max-dead-letters=0"), "0");
    assertThat(run(yaml, table, input, "--max-dead-letters", "2")).contains("completed");
    assertThat(items(table)).containsOnlyKeys("a/0");
    assertThat(items(table).get("a/0").get("v").n()).isEqualTo("1");
    assertThat(run(yaml.replace("max: 0", "max: 2"), table, input)).contains("completed");
  }

  private static void assertLimit(ThrowingCallable start, String limit) {
    assertThatThrownBy(start)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "its dead letters, of 3 records that were read so far, are 2 records and 0 merges, more"
                + " than the limit of "
                + limit
                + ". In batch mode they are kept, below ")
        .satisfies(error -> assertThat(error.getStackTrace()).isEmpty());
  }

  @Test
  void severalPipelinesOfAFileRunAsOneJob() throws Exception {
    Path input =
        Files.writeString(
            directory.resolve("in.json"),
            "{\"page\":\"a\",\"user\":\"u\"}\n{\"page\":\"b\",\"user\":\"u\"}\n");
    String pages = DynamoDbLocal.newTableName("pages");
    String users = DynamoDbLocal.newTableName("users");
    Path file = directory.resolve("both.yaml");
    Files.writeString(
        file,
        """
        source: {files: {path: '%s'}}
        store: {control-table: %s, region: us-east-1, endpoint: '%s', create: true}
        mode: batch
        pipelines:
          - {name: pages, key: '{page}', aggregate: count, store: {table: %s}}
          - {name: users, key: '{user}', aggregate: count, store: {table: %s}}
        """
            .formatted(
                input, DynamoDbLocal.newTableName("control"), server.endpoint(), pages, users));

    BootstrapJob.main(new String[] {"--pipeline", file.toString()});

    assertThat(items(pages)).containsOnlyKeys("a/0", "b/0");
    assertThat(items(users)).containsOnlyKeys("u/0");
    assertThat(items(users).get("u/0").get("v").n()).isEqualTo("2");
  }

  @Test
  void aPasswordIsInNothingThatAnyoneSees(@InjectClusterRESTAddress URI rest) throws Exception {
    Path input = Files.writeString(directory.resolve("in.json"), "{\"page\":\"a\"}\n");
    Files.writeString(directory.resolve("secret"), "hunter2\n");
    StringWriter log = new StringWriter();
    WriterAppender appender =
        WriterAppender.createAppender(null, null, log, "capture", false, true);
    appender.start();
    Logger root = (Logger) LogManager.getRootLogger();
    root.addAppender(appender);
    Level before = root.getLevel();
    Configurator.setRootLevel(Level.INFO);
    String output;
    try {
      output =
          run(
              """
              name: secretive
              key: '{page}'
              aggregate: count
              mode: batch
              cache: {uri: 'valkey://127.0.0.1:1', user: me, password: {file: secret}, timeout: 50ms}
              """,
              DynamoDbLocal.newTableName("secretive"),
              input);
    } finally {
      root.removeAppender(appender);
      Configurator.setRootLevel(before);
    }

    assertThat(output).contains("completed").doesNotContain("hunter2");
    assertThat(log.toString()).contains("bootstrap pipeline 'secretive'").doesNotContain("hunter2");
    String job = get(rest, "/jobs/overview");
    assertThat(job).contains("bootstrap pipeline 'secretive'");
    for (JsonNode each : new ObjectMapper().readTree(job).get("jobs")) {
      for (String page : new String[] {"", "/plan", "/config", "/exceptions", "/accumulators"}) {
        assertThat(get(rest, "/jobs/" + each.get("jid").textValue() + page))
            .isNotEmpty()
            .doesNotContain("hunter2");
      }
    }
  }

  private static String get(URI rest, String page) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(rest.resolve(page)).build(), BodyHandlers.ofString())
        .body();
  }

  private String run(String pipeline, String table, Path input, String... options)
      throws Exception {
    Path file = directory.resolve(table + ".yaml");
    Files.writeString(
        file,
        """
        %s
        source: {files: {path: '%s'}}
        store: {table: %s, control-table: %s-control, region: us-east-1, endpoint: '%s', create: true}
        """
            .formatted(pipeline, input, table, table, server.endpoint()));
    String[] arguments = new String[options.length + 2];
    arguments[0] = "--pipeline";
    arguments[1] = file.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      BootstrapJob.main(arguments);
    } finally {
      System.setOut(before);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private <V> void runTyped(Pipeline<JsonNode, V> pipeline, String table, String control)
      throws Exception {
    DynamoDbConnection dynamoDb =
        new DynamoDbConnection("us-east-1", server.endpoint().toString(), 64);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
    createTables(table, control);
    Bootstrap.of(pipeline)
        .from(
            FileSources.detect(PublishedSample.path().toString()).build(),
            PublishedSample.path().toString(),
            RecordDecoders.json())
        .into(table, dynamoDb.store(table, pipeline.monoid()))
        .control(dynamoDb.control(control))
        .run(environment);
  }

  private void createTables(String table, String control) {
    new DynamoDbTables(client)
        .createStateTable(table, TableOptions.onDemand())
        .toCompletableFuture()
        .join();
    DynamoDbDocuments.createTable(client, control);
  }

  private Map<String, Map<String, AttributeValue>> items(String table) {
    return Items.of(client, table);
  }

  private static BigDecimal number(
      Map<String, Map<String, AttributeValue>> items, String entity, String field) {
    Map<String, AttributeValue> item = items.get(entity + "/0");
    return new BigDecimal(item.get("v_" + field).n());
  }
}
