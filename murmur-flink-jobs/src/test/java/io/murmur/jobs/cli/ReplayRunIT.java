package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.jobs.ReplayJob;
import io.murmur.jobs.testing.Console;
import io.murmur.jobs.testing.Items;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import io.murmur.testing.ServiceError;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a replay writes, and what it leaves out. */
@ExtendWith(DynamoDbLocalExtension.class)
class ReplayRunIT {

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu/MM/dd/HH").withZone(ZoneOffset.UTC);

  private static final int DAYS = 40;
  private static final int KEPT = 30;
  private static final int PAGES = 7;

  /** No client and no sink tries again what is answered so. */
  private static final ServiceError FORBIDDEN =
      new ServiceError(
          400,
          "com.amazonaws.dynamodb.v20120810#AccessDeniedException",
          "the test does not allow this");

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .setConfiguration(restarting())
              .build());

  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private final String views = DynamoDbLocal.newTableName("views");

  /** The first moment of today. */
  private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);

  @TempDir Path directory;

  ReplayRunIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.server = server;
    this.client = client;
  }

  private static Configuration restarting() {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    return settings;
  }

  /** As a user's environment has them. */
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @Test
  void historyFillsItsOwnBucketsWithTheirTtlsAndWhatHasExpiredIsLeftOutAndCounted()
      throws Exception {
    writeArchive();
    Path file = definition("streaming", server.endpoint());
    JsonNode counts = replay(file, "late", today.minus(Duration.ofDays(DAYS)), today);

    assertThat(counts.get("read").longValue()).isEqualTo(DAYS * PAGES);
    Map<String, Map<String, AttributeValue>> items = Items.of(client, views + "_v2");
    Map<String, Long> values = new TreeMap<>();
    items.forEach((key, item) -> values.put(key, Long.parseLong(item.get("v").n())));
    // A bucket is kept for its retention after its end: the one that ends now is day 0.
    Map<String, Long> expected = new TreeMap<>();
    for (int ago = 1; ago <= KEPT; ago++) {
      for (int page = 0; page < PAGES; page++) {
        expected.put("p" + page + "/" + bucket(ago), amount(ago, page));
      }
    }
    assertThat(values).isEqualTo(expected);
    assertThat(counts.get("contributed").longValue()).isEqualTo(KEPT * PAGES);
    assertThat(counts.get("expired").longValue()).isEqualTo((DAYS - KEPT) * PAGES);
    items.forEach(
        (key, item) -> {
          Instant end = Instant.EPOCH.plus(Duration.ofDays(Long.parseLong(item.get("sk").n()) + 1));
          assertThat(Instant.ofEpochSecond(Long.parseLong(item.get("ttl").n())))
              .as("when %s goes", key)
              .isEqualTo(end.plus(Duration.ofDays(KEPT)));
        });
  }

  @Test
  void inBatchModeEachKeyIsWrittenOnceForTheWholeArchive() throws Exception {
    writeArchive();
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      proxy.inject(
          FaultRule.of(new Fault.Rewrite(ReplayRunIT::askingForUnits, (request, reply) -> reply))
              .on("UpdateItem")
              .matching(request -> request.body().contains(views + "_v2")));
      Path file = definition("batch", proxy.endpoint());
      replay(file, "whole", today.minus(Duration.ofDays(KEPT)), today);
      assertThat(Items.of(client, views + "_v2")).hasSize(KEPT * PAGES);
      assertThat(proxy.traffic().capacityUnits("UpdateItem")).isEqualTo(KEPT * PAGES);
    }
  }

  @Test
  void aBatchRunWhoseTasksFailAndThatIsStartedAgainIsExact() throws Exception {
    writeArchive();
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      Path file = definition("batch", proxy.endpoint());
      List<InjectedFault> faults = new ArrayList<>();
      for (int nth : new int[] {3, 90, 91, 200}) {
        faults.add(
            proxy.inject(
                FaultRule.of(Fault.error(FORBIDDEN))
                    .on("UpdateItem")
                    .matching(request -> request.body().contains(views + "_v2"))
                    .onlyTheNth(nth)));
      }
      InjectedFault lost =
          proxy.inject(FaultRule.of(Fault.dropReply()).on("UpdateItem").onlyTheNth(120));
      replay(file, "whole", today.minus(Duration.ofDays(KEPT)), today);
      assertThat(faults).allSatisfy(fault -> assertThat(fault.strikes()).isOne());
      assertThat(lost.strikes()).isOne();
      Map<String, Map<String, AttributeValue>> items = Items.of(client, views + "_v2");
      assertSums(items);

      proxy.traffic().reset();
      assertThat(job(file, "whole", today.minus(Duration.ofDays(KEPT)), today))
          .contains("run whole had completed before");
      assertThat(proxy.traffic().received("UpdateItem")).isZero();
      assertThat(Items.of(client, views + "_v2")).isEqualTo(items);
    }
  }

  /** The same request, whose reply says what it cost. */
  private static String askingForUnits(String request) {
    return request.replaceFirst("\\{", "{\"ReturnConsumedCapacity\":\"TOTAL\",");
  }

  private void assertSums(Map<String, Map<String, AttributeValue>> items) {
    assertThat(items).hasSize(KEPT * PAGES);
    for (int ago = 1; ago <= KEPT; ago++) {
      for (int page = 0; page < PAGES; page++) {
        assertThat(items.get("p" + page + "/" + bucket(ago)).get("v").n())
            .isEqualTo(Long.toString(amount(ago, page)));
      }
    }
  }

  private static long amount(int ago, int page) {
    return 100L * page + ago;
  }

  /** The number of the day that began so many days before today. */
  private long bucket(int ago) {
    return today.minus(Duration.ofDays(ago)).getEpochSecond() / Duration.ofDays(1).toSeconds();
  }

  private void writeArchive() throws Exception {
    for (int ago = 1; ago <= DAYS; ago++) {
      Instant noon = today.minus(Duration.ofDays(ago)).plus(Duration.ofHours(12));
      StringBuilder object = new StringBuilder();
      for (int page = 0; page < PAGES; page++) {
        object.append(
            "{\"page\":\"p%d\",\"amount\":%d,\"at\":\"%s\"}"
                .formatted(page, amount(ago, page), noon));
      }
      Path folder =
          Files.createDirectories(directory.resolve("archive").resolve(HOUR.format(noon)));
      Files.writeString(folder.resolve("object-1"), object);
    }
  }

  private Path definition(String mode, URI endpoint) throws Exception {
    return Files.writeString(
        directory.resolve("sums.yaml"),
        """
        name: sums
        source: {archive: {layout: firehose, path: '%s'}}
        event: {time: {of: at, format: iso-8601}}
        key: '{page}'
        aggregate: {sum: {of: amount, type: long}}
        window: {size: 1d, retention: %dd}
        mode: %s
        store: {table: %s, control-table: %s-control, region: us-east-1, endpoint: '%s', create: true}
        """
            .formatted(directory.resolve("archive"), KEPT, mode, views, views, endpoint));
  }

  private JsonNode replay(Path file, String run, Instant from, Instant to) throws Exception {
    Path report = directory.resolve("report.json");
    assertThat(job(file, run, from, to, "--report", report.toString()))
        .contains("run " + run + " completed");
    return new ObjectMapper().readTree(report.toFile()).get("counts");
  }

  private static String job(Path file, String run, Instant from, Instant to, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--pipeline", file.toString(), "--run-id", run, "--shadow"));
    arguments.addAll(List.of("--from", from.toString(), "--to", to.toString()));
    arguments.addAll(Arrays.asList(more));
    return Console.of(
        () -> {
          ReplayJob.main(arguments.toArray(String[]::new));
          return null;
        });
  }
}
