package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.control.Handoff;
import io.murmur.control.RunLedger;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.dynamodb.DynamoDbScan;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** From a table of DynamoDB to aggregates, as users run it. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbBootstrapIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Pipeline<JsonNode, Long> AMOUNTS =
      Pipeline.named("amounts")
          .of(JsonNode.class)
          .key(order -> order.get("region").textValue())
          .aggregate(Monoids.sumLong(), (order, context) -> order.get("amount").longValue())
          .build();

  /** One item that an error can be made of: it has no region. */
  private static final int ITEMS = 50;

  @TempDir Path directory;

  private static Map<String, AttributeValue> order(int i) {
    return Map.of(
        "id", AttributeValue.fromS("order " + i),
        "amount", AttributeValue.fromN(Integer.toString(10 + i)),
        "region", AttributeValue.fromS("region " + i % 3));
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void fiftyOrdersOfThreeRegionsOverFourSegmentsGiveTheirSums(
      RuntimeExecutionMode mode, DynamoDbLocal local, DynamoDbAsyncClient client) throws Exception {
    DynamoDbTable table = DynamoDbTable.create(client, true);
    table.fill(ITEMS, DynamoDbBootstrapIT::order);
    Shared<Long> shared = Shared.of(AMOUNTS.monoid());
    BootstrapReport report =
        bootstrap(shared, DynamoDbTable.at(local.endpoint()), table).run(environment(mode));
    assertThat(sum(shared, 0)).isEqualTo(578);
    assertThat(sum(shared, 1)).isEqualTo(595);
    assertThat(sum(shared, 2)).isEqualTo(552);
    assertThat(report.count("read")).isEqualTo(ITEMS);
    Handoff token = Handoff.read(report.token().orElseThrow()).orElseThrow();
    assertThat(token.pipeline()).isEqualTo("amounts");
    assertThat(token.run()).isEqualTo(report.runId());
    assertThat(token.position()).containsKey("streamArn");
  }

  @Test
  void theTokenIsTakenBeforeTheFirstReadAndOnlyOnceAlthoughTheRunFails(
      DynamoDbLocal local, DynamoDbAsyncClient client) throws Exception {
    DynamoDbTable table = DynamoDbTable.create(client, true);
    table.fill(ITEMS, DynamoDbBootstrapIT::order);
    Shared<Long> shared = Shared.of(AMOUNTS.monoid());
    AtomicInteger streamQuestions = new AtomicInteger();
    AtomicInteger scansBefore = new AtomicInteger(-1);
    try (FaultProxy proxy = FaultProxy.dynamoDb(local.endpoint(), 1)) {
      proxy.inject(
          FaultRule.of(Fault.reset())
              .matching(
                  request -> {
                    if (request.operation().equals("DescribeStream")) {
                      streamQuestions.incrementAndGet();
                      scansBefore.compareAndSet(-1, (int) proxy.traffic().received("Scan"));
                    }
                    return false;
                  }));
      DynamoDbConnection through = DynamoDbTable.at(proxy.endpoint());
      // Its filter is wrong, so the first submission fails after the token was taken.
      DynamoDbScan wrong =
          DynamoDbScan.of(through, table.name()).segments(4).filter("region ==== 1");
      assertThatThrownBy(
              () ->
                  bootstrap(shared, wrong)
                      .runId("once")
                      .run(environment(RuntimeExecutionMode.STREAMING)))
          .isInstanceOf(BootstrapFailedException.class)
          .hasMessageContaining(
              "run 'once' failed: table '%s' of DynamoDB cannot be scanned: Invalid FilterExpression"
                  .formatted(table.name()));
      var first = new RunLedger(shared.documents()).find("once").orElseThrow().token();
      assertThat(first).isPresent();

      BootstrapReport report =
          bootstrap(shared, DynamoDbScan.of(through, table.name()).segments(4))
              .runId("once")
              .run(environment(RuntimeExecutionMode.STREAMING));
      assertThat(report.token()).isEqualTo(first);
      assertThat(streamQuestions).hasValue(1);
      assertThat(scansBefore).hasValue(0);
      assertThat(sum(shared, 0)).isEqualTo(578);
    }
  }

  @Test
  void aMissingTableEndsTheRunAtOnceAndSaysSo(DynamoDbLocal local) {
    Shared<Long> shared = Shared.of(AMOUNTS.monoid());
    DynamoDbScan scan = DynamoDbScan.of(DynamoDbTable.at(local.endpoint()), "nowhere");
    Bootstrap<JsonNode, Long> withoutToken =
        Bootstrap.of(AMOUNTS)
            .from(scan.source(), scan.describe(), RecordDecoders.json())
            .into("sums", shared.storeFactory())
            .control(shared.control());
    for (Bootstrap<JsonNode, Long> run : List.of(bootstrap(shared, scan), withoutToken)) {
      assertThatThrownBy(() -> run.run(environment(RuntimeExecutionMode.STREAMING)))
          .isInstanceOf(BootstrapFailedException.class)
          .hasMessageContaining("table 'nowhere' of DynamoDB cannot be described")
          .hasMessageContaining("correct its name, the region or the credentials");
    }
  }

  private static Bootstrap<JsonNode, Long> bootstrap(
      Shared<Long> shared, DynamoDbConnection connection, DynamoDbTable table) {
    return bootstrap(shared, DynamoDbScan.of(connection, table.name()).segments(4));
  }

  private static Bootstrap<JsonNode, Long> bootstrap(Shared<Long> shared, DynamoDbScan scan) {
    return Bootstrap.of(AMOUNTS)
        .from(scan.source(), scan.describe(), RecordDecoders.json())
        .into("sums", shared.storeFactory())
        .control(shared.control())
        .handoff(scan.token());
  }

  private StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    // Restarts without end: only an error that no restart cures may end the job.
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000_000);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    if (mode == RuntimeExecutionMode.STREAMING) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(2);
    return environment;
  }

  private static long sum(Shared<Long> shared, int region) throws Exception {
    return shared
        .store()
        .getMany(List.of(new Key("region " + region, 0)))
        .toCompletableFuture()
        .get()
        .get(0)
        .orElseThrow()
        .value();
  }
}
