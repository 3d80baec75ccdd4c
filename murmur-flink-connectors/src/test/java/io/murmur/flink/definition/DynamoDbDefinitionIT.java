package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.Handoff;
import io.murmur.control.RunStatus;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;

/** A table of DynamoDB from a definition, as users run it: two pipelines over one scan. */
@ExtendWith({DynamoDbLocalExtension.class, TestClusterExtension.class})
class DynamoDbDefinitionIT {

  private static final int ITEMS = 2_000;
  private static final int PAGE = 50;

  private final TestCluster cluster;
  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private DynamoDbTable orders;
  @TempDir Path directory;

  DynamoDbDefinitionIT(TestCluster cluster, DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.cluster = cluster;
    this.server = server;
    this.client = client;
  }

  @BeforeAll
  static void giveCredentials() {
    DynamoDbTable.credentials();
  }

  @BeforeEach
  void fill() {
    orders = DynamoDbTable.create(client, true);
    orders.fill(ITEMS, DynamoDbDefinitionIT::order);
  }

  private static Map<String, AttributeValue> order(int i) {
    return Map.of(
        "id", AttributeValue.fromS("order " + i),
        "amount", AttributeValue.fromN(10 + i + ".25"),
        "region", AttributeValue.fromS("r" + i % 3),
        "customer", AttributeValue.fromS("c" + i % 100));
  }

  private static Map<String, Object> row(int i) {
    return Map.of(
        "id", "order " + i,
        "amount", new java.math.BigDecimal(10 + i + ".25"),
        "region", "r" + i % 3,
        "customer", "c" + i % 100);
  }

  private static List<Map<String, Object>> rows(int count) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(i));
    }
    return rows;
  }

  private DefinedRun run(FaultProxy proxy) {
    return new DefinedRun(
        cluster,
        server,
        directory,
        "{dynamodb: {table: %s, region: us-east-1, endpoint: '%s', segments: 4, page-items: %d}}"
            .formatted(orders.name(), proxy.endpoint(), PAGE));
  }

  @Test
  void aScanIsExactThoughItsTaskManagerIsKilledAndItsTokenIsFromBeforeTheFirstRead()
      throws Exception {
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      AtomicInteger asked = countTokens(proxy);
      DefinedRun run = run(proxy);
      CompletableFuture<Void> begin = new CompletableFuture<>();
      InjectedFault first = proxy.inject(FaultRule.of(Fault.holdRequest(begin)).on("Scan"));
      SubmittedBootstraps submitted = run.bootstraps().submit(run.environment(true));
      Await.until("the first read is on its way", DefinedRun.PATIENCE, () -> first.strikes() > 0);

      // The token is there, nothing is read, and now there is a change.
      Handoff token = Handoff.read(run.run("amounts").token().orElseThrow()).orElseThrow();
      assertThat(proxy.traffic().answered("Scan")).isZero();
      orders.fill(1, unused -> order(ITEMS));
      first.close();
      AtomicInteger passed = new AtomicInteger();
      CompletableFuture<Void> goOn = new CompletableFuture<>();
      InjectedFault middle =
          proxy.inject(
              FaultRule.of(Fault.holdRequest(goOn))
                  .on("Scan")
                  .matching(request -> passed.incrementAndGet() > ITEMS / PAGE / 2));
      begin.complete(null);
      Await.until("half is read", DefinedRun.PATIENCE, () -> middle.strikes() > 0);
      awaitCheckpoint(submitted);
      cluster.killTaskManager();
      middle.close();
      goOn.complete(null);
      List<BootstrapReport> reports = submitted.await();

      assertThat(run.stored()).isEqualTo(run.expected(rows(ITEMS + 1)));
      assertThat(reports).allMatch(report -> report.count("read") == ITEMS + 1);
      assertThat(asked).hasValue(1);
      Await.until(
          "the change is seen by who reads on from the token",
          DefinedRun.PATIENCE,
          () -> changesSince(token).contains("order " + ITEMS));
      Handoff other = Handoff.read(reports.get(1).token().orElseThrow()).orElseThrow();
      assertThat(reports.get(0).token()).contains(token.token());
      assertThat(other.position()).isEqualTo(token.position());
      assertThat(other.takenAt()).isEqualTo(token.takenAt());
      assertThat(other.pipeline()).isEqualTo("customers");
      assertThat(other.run()).isEqualTo(reports.get(1).runId());

      long scans = proxy.traffic().received("Scan");
      List<BootstrapReport> again = run.bootstraps().run(run.environment(true));
      assertThat(again).allMatch(BootstrapReport::alreadyCompleted);
      assertThat(again.get(0).token()).contains(token.token());
      assertThat(proxy.traffic().received("Scan")).isEqualTo(scans);
      assertThat(asked).hasValue(1);
      assertThat(run.stored()).isEqualTo(run.expected(rows(ITEMS + 1)));
    }
  }

  @Test
  void aRunThatDiedGoesOnAfterItsLastKeyAndKeepsItsToken() throws Exception {
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      AtomicInteger asked = countTokens(proxy);
      DefinedRun run = run(proxy);
      AtomicInteger passed = new AtomicInteger();
      CompletableFuture<Void> never = new CompletableFuture<>();
      InjectedFault middle =
          proxy.inject(
              FaultRule.of(Fault.holdRequest(never))
                  .on("Scan")
                  .matching(request -> passed.incrementAndGet() > ITEMS / PAGE / 2));
      SubmittedBootstraps died = run.bootstraps().submit(run.environment(false));
      Await.until("half is read", DefinedRun.PATIENCE, () -> middle.strikes() > 0);
      awaitCheckpoint(died);
      cluster.cancel(died.jobId().orElseThrow());
      var token = run.run("amounts").token();
      assertThat(token).isPresent();
      assertThat(run.run("amounts").status()).isNotEqualTo(RunStatus.COMPLETED);
      middle.close();
      never.complete(null);
      long before = proxy.traffic().received("Scan");

      List<BootstrapReport> reports = run.bootstraps().run(run.environment(false));

      assertThat(run.stored()).isEqualTo(run.expected(rows(ITEMS)));
      assertThat(reports).allMatch(report -> report.count("read") == ITEMS);
      assertThat(reports.get(0).token()).isEqualTo(token);
      assertThat(asked).hasValue(1);
      assertThat(proxy.traffic().received("Scan") - before).isLessThan(ITEMS / PAGE);
    }
  }

  @Test
  void aSampleIsOnePage() throws Exception {
    try (FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1)) {
      DefinedRun run = run(proxy);

      Sample sample = Sample.of(run.job, 20);

      assertThat(sample.records()).hasSize(20);
      assertThat(sample.whole()).isFalse();
      assertThat(proxy.traffic().received("Scan")).isEqualTo(1);
      assertThat(proxy.traffic().capacityUnits("Scan")).isLessThanOrEqualTo(1);
      Validation validation = Validation.of(run.job, sample);
      assertThat(validation.undecodable()).isEmpty();
      assertThat(validation.problems()).isEmpty();
      assertThat(validation.pipelines().get(0).contributions()).isEqualTo(20);
      Trial.Counted counted = (Trial.Counted) validation.pipelines().get(0).outcomes().get(0);
      assertThat(counted.id()).startsWith("dynamodb:" + orders.name() + ":{\"id\":{\"S\":\"order ");
      Plan plan =
          Plan.of(run.job, validation, Prices.defaults())
              .reading(DefinitionFiles.source(run.job).size().orElseThrow().extent());
      assertThat(plan.job().get("holds")).startsWith("about 2,000 records, ");
      assertThat(Sample.of(run.job, ITEMS + 1).whole()).isTrue();
    }
  }

  private static AtomicInteger countTokens(FaultProxy proxy) {
    AtomicInteger asked = new AtomicInteger();
    proxy.inject(
        FaultRule.of(Fault.reset())
            .matching(
                request -> {
                  if (request.operation().equals("DescribeStream")) {
                    asked.incrementAndGet();
                  }
                  return false;
                }));
    return asked;
  }

  private void awaitCheckpoint(SubmittedBootstraps submitted) throws Exception {
    var job = submitted.jobId().orElseThrow();
    long newest = cluster.completed(job);
    Await.until("a checkpoint", DefinedRun.PATIENCE, () -> cluster.completed(job) > newest + 1);
  }

  /** The ids of the items that changed, to whoever reads the stream from a token on. */
  private List<String> changesSince(Handoff token) throws Exception {
    List<String> changed = new ArrayList<>();
    try (DynamoDbStreamsAsyncClient streams = DynamoDbTable.at(server.endpoint()).openStreams()) {
      for (Map.Entry<String, String> position : token.position().entrySet()) {
        if (!position.getKey().startsWith("shard:")) {
          continue;
        }
        String iterator =
            streams
                .getShardIterator(
                    r ->
                        r.streamArn(token.position().get("streamArn"))
                            .shardId(position.getKey().substring("shard:".length()))
                            .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                            .sequenceNumber(position.getValue()))
                .get()
                .shardIterator();
        for (int empty = 0; iterator != null && empty < 3; ) {
          String next = iterator;
          var page = streams.getRecords(r -> r.shardIterator(next)).get();
          empty = page.records().isEmpty() ? empty + 1 : 0;
          for (Record record : page.records()) {
            changed.add(record.dynamodb().keys().get("id").s());
          }
          iterator = page.nextShardIterator();
        }
      }
    }
    return changed;
  }
}
