package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.murmur.control.Handoff;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.MongoLocal;
import io.murmur.testing.MongoLocalExtension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A collection of MongoDB from a definition, as users run it: two pipelines over one scan. */
@ExtendWith({DynamoDbLocalExtension.class, MongoLocalExtension.class, TestClusterExtension.class})
class MongoDefinitionIT {

  private static final int DOCUMENTS = 3_000;
  private static final int PAGE = 40;
  private static final String PASSWORD = "hunter2";

  private final TestCluster cluster;
  private final DynamoDbLocal server;
  private final MongoLocal mongo;
  private final MongoDatabase database;
  private final String orders = MongoLocal.newCollectionName("orders");
  @TempDir Path directory;

  MongoDefinitionIT(
      TestCluster cluster, DynamoDbLocal server, MongoLocal mongo, MongoClient client) {
    this.cluster = cluster;
    this.server = server;
    this.mongo = mongo;
    this.database = client.getDatabase("shop");
  }

  @BeforeAll
  static void giveCredentials() {
    DynamoDbTable.credentials();
  }

  @AfterEach
  void lookAway() {
    mongo.watchNoMore();
  }

  private DefinedRun run(String collection) {
    return new DefinedRun(
        cluster,
        server,
        directory,
        "{mongodb: {uri: '${ORDERS}', database: shop, collection: %s, page-documents: %d, max-records-per-second: 2000}}"
            .formatted(collection, PAGE),
        Map.of("ORDERS", mongo.connectionString() + "/?appName=" + PASSWORD));
  }

  @Test
  void everyDocumentCountsOnceThoughItsTaskManagerIsKilledAndTheTokenIsFromBefore()
      throws Exception {
    var documents = database.getCollection(orders);
    documents.insertMany(IntStream.range(0, DOCUMENTS).mapToObj(MongoDefinitionIT::order).toList());
    List<Instant> reads = new CopyOnWriteArrayList<>();
    mongo.watch(
        (command, body) -> {
          if (orders.equals(body.get("find"))
              && Integer.valueOf(PAGE + 2).equals(body.get("limit"))) {
            reads.add(Instant.now());
          }
        });
    DefinedRun run = run(orders);
    SubmittedBootstraps submitted = run.bootstraps().submit(run.environment(true));
    Handoff token = Handoff.read(run.run("amounts").token().orElseThrow()).orElseThrow();
    var job = submitted.jobId().orElseThrow();
    Await.until("two checkpoints", DefinedRun.PATIENCE, () -> cluster.completed(job) > 1);
    cluster.killTaskManager();
    List<BootstrapReport> reports = submitted.await();

    assertThat(run.stored()).isEqualTo(run.expected(rows()));
    assertThat(reports).allMatch(report -> report.count("read") == DOCUMENTS);
    assertThat(token.position()).containsOnlyKeys("basis", "serverClock");
    assertThat(reads).isNotEmpty().allSatisfy(read -> assertThat(token.takenAt()).isBefore(read));
    for (BootstrapReport report : reports) {
      Handoff kept = Handoff.read(report.token().orElseThrow()).orElseThrow();
      assertThat(kept.position()).isEqualTo(token.position());
      assertThat(kept.takenAt()).isEqualTo(token.takenAt());
      assertThat(kept.run()).isEqualTo(report.runId());
      assertThat(kept.ranges()).isEmpty();
      assertThat(report.run().toJson()).doesNotContain(PASSWORD);
    }
    assertThat(run.bootstraps().run(run.environment(true)))
        .allMatch(BootstrapReport::alreadyCompleted);
    assertThat(run.stored()).isEqualTo(run.expected(rows()));
  }

  @Test
  void whatCannotBeReadIsSaidBeforeAnythingRuns() throws Exception {
    DefinedRun run = run("nowhere");
    assertThatThrownBy(() -> run.bootstraps().submit(run.environment(true)))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("collection 'shop.nowhere' of MongoDB cannot be scanned")
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain(PASSWORD));
    assertThat(run.run("amounts").token()).isEmpty();
    assertThat(run.stored()).allSatisfy((name, items) -> assertThat(items).isEmpty());
    assertThatThrownBy(() -> Sample.of(run.job, 10))
        .isInstanceOf(SampleFailedException.class)
        .hasMessageContaining("collection 'shop.nowhere'");
  }

  /** With an id of one of three types, and amounts of two. */
  private static Document order(int i) {
    Object id = i % 3 == 0 ? (Object) i : i % 3 == 1 ? "order " + i : new ObjectId(i, 7);
    BigDecimal amount = new BigDecimal("10.25").add(BigDecimal.valueOf(i));
    return new Document("_id", id)
        .append("amount", i % 2 == 0 ? (Object) new Decimal128(amount) : amount.doubleValue())
        .append("region", "r" + i % 3)
        .append("customer", "c" + i % 100);
  }

  private static List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      rows.add(
          Map.of(
              "amount",
              new BigDecimal("10.25").add(BigDecimal.valueOf(i)),
              "region",
              "r" + i % 3,
              "customer",
              "c" + i % 100));
    }
    return rows;
  }
}
