package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.jobs.BootstrapJob;
import io.murmur.jobs.cli.Cli.Ended;
import io.murmur.jobs.testing.Console;
import io.murmur.jobs.testing.Items;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A table of DynamoDB to whoever sits before a terminal: the job's main, and the commands. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbScanIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(1)
              .build());

  private static final int ITEMS = 50;

  /** Nobody listens there. */
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private final String orders = DynamoDbLocal.newTableName("orders");
  private final String sums = DynamoDbLocal.newTableName("sums");
  @TempDir Path directory;

  DynamoDbScanIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.server = server;
    this.client = client;
  }

  /** As a user's environment has them. */
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @BeforeEach
  void fill() {
    client
        .createTable(
            r ->
                r.tableName(orders)
                    .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH))
                    .attributeDefinitions(
                        a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .streamSpecification(
                        s ->
                            s.streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)))
        .join();
    for (int i = 0; i < ITEMS; i++) {
      Map<String, AttributeValue> item =
          Map.of(
              "id", AttributeValue.fromS("order " + i),
              "amount", AttributeValue.fromN(Integer.toString(10 + i)),
              "region", AttributeValue.fromS("r" + i % 3));
      client.putItem(r -> r.tableName(orders).item(item)).join();
    }
  }

  @Test
  void fiftyOrdersOfThreeRegionsGiveTheirSumsAndTheTokenIsWhereOneLooksForIt() throws Exception {
    Path file = definition(orders, server.endpoint());
    Path token = directory.resolve("tokens/token.json");
    Path report = directory.resolve("report.json");

    String output =
        job(file, "--run-id", "first", "--token-file", "" + token, "--report", "" + report);

    assertThat(output).contains("run first completed", "handoff token: {\"format\":");
    assertThat(sum(0)).isEqualTo("578");
    assertThat(sum(1)).isEqualTo("595");
    assertThat(sum(2)).isEqualTo("552");
    String text = Files.readString(token);
    assertThat(text)
        .startsWith("{\"format\":\"murmur-handoff\",\"version\":1,\"source\":\"dynamodb:" + orders)
        .contains("\"pipeline\":\"sums\",\"run\":\"first\"", "\"streamArn\":", "\"shard:");
    assertThat(Files.readString(report)).contains("streamArn");
    Ended shown = control("runs", "show", "first");
    assertThat(shown.out())
        .containsPattern("handoff +dynamodb:" + orders + " as of 20\\S+Z, shard:\\S+, streamArn\n");
    assertThat(control("runs", "show", "first", "--json").json().get("token").textValue())
        .isEqualTo(text);
    assertThat(control("handoff", "export", "first").out().strip()).isEqualTo(text);
    assertThat(control("handoff", "show", "first").out())
        .contains(
            "run first (completed) into table " + sums + ": a live feed of dynamodb:" + orders)
        .containsPattern("streamArn +arn:aws:dynamodb:");

    assertThat(job(file, "--run-id", "first")).contains("had completed before", text);
    assertThat(sum(0)).isEqualTo("578");
  }

  @Test
  void validateAndPlanReadOnePageAndSayHowMuchThereIs() throws Exception {
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      String file = definition(orders, proxy.endpoint()).toString();

      Ended validated = Cli.run("validate", file, "--sample", "10");
      assertThat(validated.err()).isEmpty();
      assertThat(validated.code()).isZero();
      assertThat(validated.out())
          .contains("sums: of 10 records 10 count", "dynamodb:" + orders + ":{\"id\":");
      assertThat(proxy.traffic().received("Scan")).isEqualTo(1);

      JsonNode plan = Cli.run("plan", file, "--sample", "10", "--json").json();
      assertThat(plan.at("/job/reads").textValue()).startsWith("dynamodb:" + orders);
      assertThat(plan.at("/job/holds").textValue()).startsWith("about 50 records, ");
      assertThat(proxy.traffic().received("Scan")).isEqualTo(2);
      assertThat(Cli.run("plan", file, "--sample", "0").out()).doesNotContain("holds");
      assertThat(proxy.traffic().received("Scan")).isEqualTo(2);
    }
  }

  @Test
  void aTableThatIsNotThereIsSaidBeforeAnythingRuns(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    Path file = definition("nowhere", server.endpoint());
    String reason =
        "table 'nowhere' of DynamoDB cannot be described: it does not exist in this region and"
            + " account; correct its name, the region or the credentials";

    assertRefused(cluster, file, reason);
  }

  @Test
  void aHostThatIsNotThereIsSaidBeforeAnythingRuns(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    assertRefused(
        cluster,
        definition(orders, NOWHERE),
        "table '%s' of DynamoDB cannot be described: ".formatted(orders));
  }

  @Test
  void wrongCredentialsAreSaidBeforeAnythingRuns(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      proxy.inject(
          FaultRule.of(
              Fault.error(
                  new ServiceError(
                      400,
                      "com.amazon.coral.service#UnrecognizedClientException",
                      "The security token included in the request is invalid."))));

      assertRefused(
          cluster,
          definition(orders, proxy.endpoint()),
          "table '%s' of DynamoDB cannot be described: The security token included in the request is invalid."
              .formatted(orders));
    }
  }

  @Test
  void aFolderThatIsNoExportIsSaidBeforeAnythingRuns(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    assertRefused(
        cluster,
        definition("{dynamodb-export: {path: '%s', table: orders, key: id}}".formatted(directory)),
        "there is no %s/manifest-summary.json: name the folder of a finished export"
            .formatted(directory));
  }

  @Test
  void aTokenFileWithoutATokenIsRefused() throws Exception {
    Path file = definition("{files: {path: '%s'}}".formatted(directory));

    assertThatThrownBy(() -> job(file, "--token-file", "token.txt"))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessage(
            "--token-file has nothing to write: this source has no handoff token of its own, so"
                + " give one with --token");
  }

  /** One message, no job, and no event in the table; the commands say the same. */
  private void assertRefused(MiniCluster cluster, Path file, String reason) throws Exception {
    int jobs = cluster.listJobs().get().size();
    assertThatThrownBy(() -> job(file, "--run-id", "refused"))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessageContaining("run 'refused' failed: " + reason)
        .satisfies(error -> assertThat(error.getStackTrace()).isEmpty());
    assertThat(cluster.listJobs().get()).hasSize(jobs);
    assertThat(Items.of(client, sums)).isEmpty();
    Ended run = control("runs", "show", "refused");
    assertThat(run.out()).contains("run refused failed", reason);
    assertThat(control("handoff", "export", "refused").code())
        .isEqualTo(ExitCode.NOT_FOUND.number());
    for (String command : List.of("validate", "plan")) {
      Ended ended = Cli.run(command, file.toString());
      assertThat(ended.code()).isEqualTo(ExitCode.FAILED.number());
      assertThat(ended.err())
          .startsWith("murmur: the first records of ")
          .contains(" cannot be read: " + reason)
          .doesNotContain("\tat ");
      assertThat(ended.out()).isEmpty();
    }
  }

  private Path definition(String table, URI endpoint) throws Exception {
    return definition(
        "{dynamodb: {table: %s, region: us-east-1, endpoint: '%s', segments: 4}}"
            .formatted(table, endpoint));
  }

  private Path definition(String source) throws Exception {
    return Files.writeString(
        directory.resolve("sums.yaml"),
        """
        name: sums
        source: %s
        key: '{region}'
        aggregate: {sum: {of: amount, type: long}}
        mode: streaming
        checkpoint: {interval: 100ms}
        store: {table: %s, control-table: %s-control, region: us-east-1, endpoint: '%s', create: true}
        """
            .formatted(source, sums, sums, server.endpoint()));
  }

  private static String job(Path file, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--pipeline", file.toString()));
    arguments.addAll(Arrays.asList(options));
    return Console.of(
        () -> {
          BootstrapJob.main(arguments.toArray(String[]::new));
          return null;
        });
  }

  private Ended control(String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(
        List.of(
            "--control-table",
            sums + "-control",
            "--region",
            "us-east-1",
            "--endpoint",
            server.endpoint().toString()));
    return Cli.run(all.toArray(String[]::new));
  }

  private String sum(int region) {
    return Items.of(client, sums).get("r" + region + "/0").get("v").n();
  }
}
