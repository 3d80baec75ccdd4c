package io.murmur.flink.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.murmur.control.Handoff;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import io.murmur.testing.MongoLocal;
import io.murmur.testing.SilentProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is asked of a replica set: times, sessions, and snapshots. The one here only says that it is
 * one; {@link MongoReplicaSetIT} reads a real one.
 */
class MongoSnapshotIT {

  private static final String DATABASE = "shop";

  private static MongoLocal server;
  private static MongoClient client;

  private final List<Document> finds = new CopyOnWriteArrayList<>();
  private MongoCollection<BsonDocument> documents;
  private MongoScan scan;

  @BeforeAll
  static void start() {
    server = MongoLocal.startReplicaSet();
    client = server.client();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void fill() {
    String name = MongoLocal.newCollectionName("scanned");
    documents = client.getDatabase(DATABASE).getCollection(name, BsonDocument.class);
    documents.insertMany(
        IntStream.range(0, 100).mapToObj(i -> new BsonDocument("_id", new BsonInt32(i))).toList());
    String address = server.connectionString();
    scan = MongoScan.of(() -> address, DATABASE, name).ranges(1).pageDocuments(10);
    see((number, concern) -> {});
  }

  @AfterEach
  void lookAway() {
    server.lagBehind(0);
    server.watchNoMore();
  }

  /** Sees what pages are read, which may be refused. */
  @FunctionalInterface
  private interface Reading {
    void begins(int number, Document concern) throws MongoServerError;
  }

  private void see(Reading reading) {
    server.watch(
        (command, body) -> {
          if (command.equals("find") && body.get("readConcern") instanceof Document concern) {
            finds.add(concern);
            reading.begins(finds.size(), concern);
          }
        });
  }

  private static BsonTimestamp time(Object time) {
    return new BsonTimestamp(((de.bwaldvogel.mongo.bson.BsonTimestamp) time).getValue());
  }

  @Test
  void allPagesOfARangeAreReadAtOneMomentThatThePositionSays() throws Exception {
    String range = ScannedDocuments.plan(scan).get(0);
    assertThat(IdRange.of(range).snapshot()).isTrue();
    finds.clear();
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      ScanPage first = reader.read(range, Optional.empty());
      BsonTimestamp at = ClusterTime.parse(first.position().orElseThrow());
      assertThat(at).isGreaterThanOrEqualTo(IdRange.of(range).notBefore().orElseThrow());
      ScanPage second = reader.read(range, first.next());
      assertThat(second.position()).isEqualTo(first.position());
      assertThat(ScannedDocuments.rest(reader, range, second.next())).hasSize(80);
      assertThat(finds).allSatisfy(find -> assertThat(find).containsEntry("level", "snapshot"));
      assertThat(finds.get(0)).doesNotContainKey("atClusterTime");
      assertThat(finds.subList(1, finds.size()))
          .hasSize(9)
          .allSatisfy(find -> assertThat(time(find.get("atClusterTime"))).isEqualTo(at));
    }
  }

  @Test
  void anotherReaderGoesOnAtTheSameMoment() throws Exception {
    String range = ScannedDocuments.plan(scan).get(0);
    ScanPage first;
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      first = reader.read(range, Optional.empty());
    }
    ScanRow row = first.rows().get(4);
    assertThat(row.key()).isEqualTo("{\"_id\": {\"$numberInt\": \"4\"}}");
    finds.clear();
    try (ScanReader later = new MongoScanReader(scan.settings())) {
      ScanPage rest = later.read(range, Optional.of(row.resume()));
      assertThat(rest.rows().get(0).key()).isEqualTo("{\"_id\": {\"$numberInt\": \"5\"}}");
      assertThat(rest.position()).isEqualTo(first.position());
      assertThat(finds).hasSize(1);
      assertThat(time(finds.get(0).get("atClusterTime")))
          .isEqualTo(ClusterTime.parse(first.position().orElseThrow()));
    }
  }

  @Test
  void aMomentThatTheServerDoesNotKnowAnyMoreIsFollowedByALaterOne() throws Exception {
    String range = ScannedDocuments.plan(scan).get(0);
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      ScanPage first = reader.read(range, Optional.empty());
      finds.clear();
      see(
          (number, concern) -> {
            if (number == 1) {
              throw new MongoServerError(239, "SnapshotTooOld", "it is too old");
            }
          });
      ScanPage second = reader.read(range, first.next());
      assertThat(second.position())
          .as("that of the range is the first")
          .isEqualTo(first.position());
      BsonTimestamp later = DocumentId.of(second.next().orElseThrow()).at().orElseThrow();
      assertThat(later).isGreaterThan(ClusterTime.parse(first.position().orElseThrow()));
      assertThat(finds.get(1)).doesNotContainKey("atClusterTime");
      List<ScanRow> rest = ScannedDocuments.rest(reader, range, second.next());
      assertThat(rest).hasSize(80);
      assertThat(time(finds.get(2).get("atClusterTime"))).isEqualTo(later);
    }
  }

  /** A checkpoint in the middle of the first page holds a row and no position. */
  @Test
  void theFirstMomentIsSaidEvenOfARangeThatGotNoFurtherThanAPage() throws Exception {
    String range = ScannedDocuments.plan(scan).get(0);
    ScanPage first;
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      first = reader.read(range, Optional.empty());
    }
    finds.clear();
    see(
        (number, concern) -> {
          if (number == 1) {
            throw new MongoServerError(239, "SnapshotTooOld", "it is too old");
          }
        });
    try (ScanReader later = new MongoScanReader(scan.settings())) {
      ScanPage rest = later.read(range, Optional.of(first.rows().get(4).resume()));
      assertThat(rest.position()).isEqualTo(first.position());
      assertThat(rest.rows().get(0).key()).isEqualTo("{\"_id\": {\"$numberInt\": \"5\"}}");
    }
  }

  @Test
  void thereAreNoMoreRangesThanATokenHolds() throws Exception {
    String hard = "\"\\".repeat(40);
    documents.insertMany(
        IntStream.range(0, 20_000)
            .mapToObj(i -> new BsonDocument("_id", new BsonString(hard + i)))
            .toList());
    List<String> ranges = ScannedDocuments.plan(scan.ranges(MongoScan.MAX_RANGES));
    assertThat(ranges).hasSizeGreaterThan(100);
    SortedMap<String, String> positions = new TreeMap<>();
    ranges.forEach(range -> positions.put(range, ClusterTime.text(new BsonTimestamp(1 << 30, 9))));
    var token = scan.token().capture("p", "r");
    String inTheRun =
        new ObjectMapper()
            .writeValueAsString(
                Handoff.read(token).orElseThrow().withRanges(positions).token().value());
    assertThat(inTheRun.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(300_000);
  }

  @Test
  void aServerThatFallsSilentIsToldOf() throws Exception {
    ConnectionString address = new ConnectionString(server.connectionString());
    String[] host = address.getHosts().get(0).split(":");
    try (SilentProxy proxy =
        new SilentProxy(new InetSocketAddress(host[0], Integer.parseInt(host[1])))) {
      String uri =
          "mongodb://localhost:%d/?directConnection=true&socketTimeoutMS=1000&retryReads=false&serverSelectionTimeoutMS=1000"
              .formatted(proxy.port());
      MongoScan silent =
          MongoScan.of(() -> uri, DATABASE, documents.getNamespace().getCollectionName())
              .pageDocuments(10);
      String range = ScannedDocuments.plan(silent).get(0);
      try (ScanReader reader = new MongoScanReader(silent.settings())) {
        Optional<String> next = reader.read(range, Optional.empty()).next();
        proxy.fallSilent();
        assertThatThrownBy(() -> reader.read(range, next))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("cannot be read");
      }
    }
  }

  @Test
  void aMemberThatLagsBehindIsAskedForTheTimeOfThePlan() throws Exception {
    String range = ScannedDocuments.plan(scan).get(0);
    BsonTimestamp planned = IdRange.of(range).notBefore().orElseThrow();
    server.lagBehind(50);
    finds.clear();
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      ScanPage first = reader.read(range, Optional.empty());
      assertThat(ClusterTime.parse(first.position().orElseThrow())).isEqualTo(planned);
      assertThat(finds).hasSize(2);
      assertThat(time(finds.get(1).get("atClusterTime"))).isEqualTo(planned);
      assertThat(ScannedDocuments.rest(reader, range, first.next())).hasSize(90);
    }
  }

  @Test
  void aServerWithoutSnapshotsHasToBeUpToTheTimeOfThePlan() throws Exception {
    see(
        (number, concern) -> {
          if ("snapshot".equals(concern.get("level"))) {
            throw new MongoServerError(72, "InvalidOptions", "no snapshots here");
          }
        });
    String range = ScannedDocuments.plan(scan).get(0);
    IdRange part = IdRange.of(range);
    assertThat(part.snapshot()).isFalse();
    finds.clear();
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      ScanPage first = reader.read(range, Optional.empty());
      assertThat(first.position()).isEmpty();
      assertThat(ScannedDocuments.rest(reader, range, first.next())).hasSize(90);
    }
    assertThat(finds)
        .hasSize(10)
        .allSatisfy(
            find ->
                assertThat(time(find.get("afterClusterTime")))
                    .isEqualTo(part.notBefore().orElseThrow()));
  }

  @Test
  void whatMayWorkAnotherTimeDoesNotEndTheScan() throws Exception {
    String range = ScannedDocuments.plan(scan).get(0);
    see(
        (number, concern) -> {
          throw new MongoServerError(246, "SnapshotUnavailable", "not now");
        });
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      assertThatThrownBy(() -> reader.read(range, Optional.empty()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be read: not now, code 246");
    }
  }

  @Test
  void theTokenHasTheTimeOfTheClusterAndTheChangeStreamBeforeThePlan() throws Exception {
    Handoff token = Handoff.read(scan.token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.position())
        .containsOnlyKeys("basis", "operationTime", "resumeToken")
        .containsEntry("basis", "cluster-time");
    assertThat(token.position().get("resumeToken")).matches("\\{\"_data\": \"82\\d+\"}");
    IdRange range = IdRange.of(ScannedDocuments.plan(scan).get(0));
    assertThat(ClusterTime.parse(token.position().get("operationTime")))
        .isLessThan(range.notBefore().orElseThrow());
  }

  @Test
  void whoMayNotOpenAChangeStreamGetsTheTimeAlone() throws Exception {
    server.watch(
        (command, body) -> {
          if (command.equals("aggregate")) {
            throw new MongoServerError(13, "Unauthorized", "not authorized");
          }
        });
    Handoff token = Handoff.read(scan.token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.position()).containsOnlyKeys("basis", "operationTime");
  }
}
