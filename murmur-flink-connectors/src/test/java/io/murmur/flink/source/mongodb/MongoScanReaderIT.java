package io.murmur.flink.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.murmur.control.Handoff;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import io.murmur.testing.MongoLocal;
import io.murmur.testing.MongoLocalExtension;
import io.murmur.testing.Ports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ranges, pages, documents, errors and tokens of a single server, without a job. */
@ExtendWith(MongoLocalExtension.class)
class MongoScanReaderIT {

  private static final String DATABASE = "shop";

  private MongoLocal server;
  private MongoDatabase database;
  private MongoCollection<BsonDocument> documents;
  private String name;

  @BeforeEach
  void name(MongoLocal running, MongoClient client) {
    server = running;
    name = MongoLocal.newCollectionName("scanned");
    database = client.getDatabase(DATABASE);
    documents = database.getCollection(name, BsonDocument.class);
  }

  @AfterEach
  void lookAway() {
    server.watchNoMore();
  }

  private MongoScan scan() {
    return scan(name);
  }

  private MongoScan scan(String collection) {
    String address = server.connectionString();
    return MongoScan.of(() -> address, DATABASE, collection);
  }

  private void insert(BsonValue... ids) {
    for (BsonValue id : ids) {
      documents.insertOne(new BsonDocument("_id", id));
    }
  }

  private void numbers(int count) {
    documents.insertMany(
        IntStream.range(0, count)
            .mapToObj(i -> new BsonDocument("_id", new BsonInt32(i)).append("v", new BsonInt32(i)))
            .toList());
  }

  /** Some of each type that this server can order, in the order of BSON. */
  private static List<BsonValue> mixed(int each) {
    List<BsonValue> ids = new ArrayList<>();
    ids.add(new BsonMinKey());
    ids.add(BsonNull.VALUE);
    ids.add(new BsonDouble(Double.NaN));
    ids.add(new BsonDouble(Double.NEGATIVE_INFINITY));
    for (int i = 0; i < each; i++) {
      ids.add(new BsonInt32(4 * i));
      ids.add(new BsonInt64(4 * i + 1));
      ids.add(new BsonDouble(4 * i + 2.5));
      ids.add(new BsonDecimal128(Decimal128.parse(4 * i + 3 + ".10")));
    }
    ids.add(new BsonDouble(Double.POSITIVE_INFINITY));
    each(each, i -> new BsonString("%04d".formatted(i)), ids);
    each(each, i -> new BsonDocument("a", new BsonInt32(i)), ids);
    each(each, i -> new BsonBinary(new byte[] {(byte) (i >> 7), (byte) (i & 0x7f)}), ids);
    each(each, i -> new BsonObjectId(new ObjectId(i, 7)), ids);
    ids.add(BsonBoolean.FALSE);
    ids.add(BsonBoolean.TRUE);
    each(each, i -> new BsonDateTime(i * 1000L - 50_000), ids);
    each(each, i -> new BsonTimestamp(i, 1), ids);
    ids.add(new BsonMaxKey());
    return ids;
  }

  private static void each(int count, IntFunction<BsonValue> one, List<BsonValue> ids) {
    IntStream.range(0, count).mapToObj(one).forEach(ids::add);
  }

  @Test
  void idsOfAllTypesInOneCollectionAreEachReadOnceInTheirOrder() throws Exception {
    List<BsonValue> ids = mixed(100);
    insert(ids.toArray(BsonValue[]::new));
    List<String> keys = ids.stream().map(DocumentId::key).toList();
    for (int ranges : List.of(1, 9, 200)) {
      MongoScan scan = scan().ranges(ranges).pageDocuments(7);
      assertThat(ScannedDocuments.plan(scan)).hasSizeGreaterThan(ranges);
      assertThat(ScannedDocuments.keys(scan)).containsExactlyElementsOf(keys);
    }
  }

  @Test
  void aServerThatTakesNoSamplesIsCutByWalkingAlongItsKeys() throws Exception {
    List<BsonValue> ids = mixed(100);
    insert(ids.toArray(BsonValue[]::new));
    server.watch(
        (command, body) -> {
          if (command.equals("aggregate")) {
            throw new IllegalStateException("no such thing");
          }
        });
    MongoScan scan = scan().ranges(20).pageDocuments(11);
    assertThat(ScannedDocuments.plan(scan)).hasSizeBetween(20, 35);
    assertThat(ScannedDocuments.keys(scan))
        .containsExactlyElementsOf(ids.stream().map(DocumentId::key).toList());
  }

  @Test
  void theTextTheNumberAndTheLongNumberAreThree() throws Exception {
    insert(new BsonString("1"), new BsonInt32(1));
    assertThat(ScannedDocuments.keys(scan()))
        .containsExactlyInAnyOrder("{\"_id\": {\"$numberInt\": \"1\"}}", "{\"_id\": \"1\"}");
    documents.deleteOne(new BsonDocument("_id", new BsonInt32(1)));
    insert(new BsonInt64(1));
    assertThat(ScannedDocuments.keys(scan()))
        .containsExactlyInAnyOrder("{\"_id\": {\"$numberLong\": \"1\"}}", "{\"_id\": \"1\"}");
  }

  @Test
  void rangesAreOfAboutTheSameSize() throws Exception {
    numbers(2_000);
    List<String> ranges = ScannedDocuments.plan(scan().ranges(4));
    assertThat(ranges).hasSize(4);
    try (ScanReader reader = new MongoScanReader(scan().settings())) {
      int all = 0;
      for (String range : ranges) {
        int size = ScannedDocuments.rest(reader, range, Optional.empty()).size();
        assertThat(size).isBetween(100, 1_500);
        all += size;
      }
      assertThat(all).isEqualTo(2_000);
    }
  }

  @Test
  void anEmptyCollectionHasNoRangesAndAMissingOneIsAnError() throws Exception {
    database.createCollection(name);
    assertThat(ScannedDocuments.plan(scan())).isEmpty();
    assertThat(ScannedDocuments.rows(scan())).isEmpty();
    failing(scan("nowhere"), "collection 'shop.nowhere' of MongoDB cannot be scanned: there is no");
  }

  @Test
  void whatIsInsertedAndDeletedMeanwhileDisturbsNoOther() throws Exception {
    numbers(300);
    MongoScan scan = scan().ranges(1).pageDocuments(10);
    String range = ScannedDocuments.plan(scan).get(0);
    List<String> read = new ArrayList<>();
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      Optional<String> after = Optional.empty();
      int page = 0;
      do {
        ScanPage got = reader.read(range, after);
        got.rows().forEach(row -> read.add(row.key()));
        after = got.next();
        // Both the document to go on after and the next one, and others before and after.
        int last = 10 * ++page - 1;
        documents.deleteMany(
            BsonDocument.parse("{_id: {$in: [%d, %d]}}".formatted(last, last + 1)));
        insert(new BsonDouble(last - 5.5), new BsonDouble(last + 5.5), new BsonString("s" + page));
      } while (after.isPresent());
    }
    assertThat(read).doesNotHaveDuplicates();
    List<String> steady = new ArrayList<>();
    for (int i = 1; i < 300; i++) {
      if (i % 10 != 0) {
        steady.add("{\"_id\": {\"$numberInt\": \"%d\"}}".formatted(i));
      }
    }
    assertThat(read).containsAll(steady).hasSizeLessThan(400);
  }

  @Test
  void aCollectionThatIsDroppedMeanwhileEndsTheScanWithAnError() throws Exception {
    numbers(100);
    MongoScan scan = scan().ranges(1).pageDocuments(10);
    String range = ScannedDocuments.plan(scan).get(0);
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      ScanPage first = reader.read(range, Optional.empty());
      assertThat(first.rows()).hasSize(10);
      documents.drop();
      assertThatThrownBy(() -> reader.read(range, first.next()))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("there is no collection of this name");
    }
  }

  @Test
  void anyDocumentIsAPlaceToGoOnAlsoWhenItIsGone() throws Exception {
    insert(mixed(30).toArray(BsonValue[]::new));
    MongoScan scan = scan().ranges(1).pageDocuments(1_000);
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      for (String range : ScannedDocuments.plan(scan)) {
        List<ScanRow> rows = ScannedDocuments.rest(reader, range, Optional.empty());
        for (int i = 0; i < rows.size(); i++) {
          Optional<String> after = Optional.of(rows.get(i).resume());
          List<String> rest = rows.subList(i + 1, rows.size()).stream().map(ScanRow::key).toList();
          if (i % 2 == 0) {
            documents.deleteOne(new BsonDocument("_id", DocumentId.of(after.get()).id()));
          }
          assertThat(ScannedDocuments.rest(reader, range, after))
              .extracting(ScanRow::key)
              .containsExactlyElementsOf(rest);
        }
      }
    }
  }

  @Test
  void aResumedRangeAsksForNothingThatWasGivenOut() throws Exception {
    numbers(100);
    MongoScan scan = scan().ranges(1).pageDocuments(10);
    String range = ScannedDocuments.plan(scan).get(0);
    List<String> asked = new ArrayList<>();
    server.watch(
        (command, body) -> {
          if (command.equals("find")) {
            asked.add(body.get("filter") + " " + body.get("skip"));
          }
        });
    try (ScanReader later = new MongoScanReader(scan.settings())) {
      ScanPage page = later.read(range, Optional.of("{\"_id\": {\"$numberInt\": \"49\"}}"));
      assertThat(page.rows()).hasSize(10);
      assertThat(page.rows().get(0).key()).isEqualTo("{\"_id\": {\"$numberInt\": \"50\"}}");
    }
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0)).contains("$gte").contains("49").endsWith(" null");
  }

  @Test
  void everyTypeIsJson() throws Exception {
    documents.insertOne(
        BsonDocument.parse(
            """
            {_id: {$oid: "0123456789abcdef01234567"}, i: 7, l: {$numberLong: "9223372036854775807"},
             d: 0.1, whole: {$numberDouble: "5.0"}, nan: {$numberDouble: "NaN"},
             big: {$numberDouble: "1e300"}, dec: {$numberDecimal: "12345678901234567890.10"},
             dec2: {$numberDecimal: "1E+3"}, dec3: {$numberDecimal: "1E+6000"},
             s: "q\\"\\\\\\n\\u2603", t: true, n: null,
             at: {$date: "2026-01-02T03:04:05.678Z"}, ts: {$timestamp: {t: 4000000000, i: 2}},
             bytes: {$binary: {base64: "AP8=", subType: "00"}},
             uuid: {$uuid: "00112233-4455-6677-8899-aabbccddeeff"},
             doc: {"odd \\" name": [1, {x: {$date: "1969-12-31T23:59:59Z"}}, null, []]},
             rx: {$regularExpression: {pattern: "^a", options: "i"}}}
            """));
    ScanRow row = ScannedDocuments.rows(scan()).get(0);
    assertThat(ScannedDocuments.text(row))
        .contains("\"dec\":12345678901234567890.10,", "\"dec2\":1000,", "\"dec3\":1E+6000,")
        .contains("\"l\":9223372036854775807,", "\"d\":0.1,", "\"whole\":5,", "\"big\":1.0E300,");
    JsonNode json = ScannedDocuments.json(row);
    assertThat(json.get("_id").textValue()).isEqualTo("0123456789abcdef01234567");
    assertThat(json.get("i").intValue()).isEqualTo(7);
    assertThat(json.get("nan").textValue()).isEqualTo("NaN");
    assertThat(json.get("s").textValue()).isEqualTo("q\"\\\n☃");
    assertThat(json.get("t").booleanValue()).isTrue();
    assertThat(json.get("n").isNull()).isTrue();
    assertThat(json.get("at").textValue()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(json.get("ts").toString()).isEqualTo("{\"t\":4000000000,\"i\":2}");
    assertThat(json.get("bytes").textValue()).isEqualTo("AP8=");
    assertThat(json.get("uuid").textValue()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    assertThat(json.get("doc").toString())
        .isEqualTo("{\"odd \\\" name\":[1,{\"x\":\"1969-12-31T23:59:59Z\"},null,[]]}");
    assertThat(json.get("rx").textValue()).isEqualTo("/^a/i");
    assertThat(row.key()).isEqualTo("{\"_id\": {\"$oid\": \"0123456789abcdef01234567\"}}");
  }

  @Test
  void aFilterAndAProjectionChooseWhatIsRead() throws Exception {
    numbers(100);
    MongoScan scan =
        scan()
            .filter("{\"$or\": [{\"v\": {\"$lt\": {\"$numberLong\": \"2\"}}}, {\"v\": 50}]}")
            .projection("{\"v\": 1}")
            .pageDocuments(1);
    assertThat(ScannedDocuments.rows(scan).stream().map(ScannedDocuments::text))
        .containsExactly("{\"_id\":0,\"v\":0}", "{\"_id\":1,\"v\":1}", "{\"_id\":50,\"v\":50}");
    assertThat(ScannedDocuments.rows(scan().filter("{\"v\": -1}"))).isEmpty();
    assertThat(
            ScannedDocuments.rows(scan().filter("{\"v\": 3}").projection("{\"v\": 0}")).stream()
                .map(ScannedDocuments::text))
        .containsExactly("{\"_id\":3}");
  }

  @Test
  void largeDocumentsMakeSmallPages() throws Exception {
    byte[] large = new byte[6 << 20];
    for (int i = 0; i < 6; i++) {
      documents.insertOne(
          new BsonDocument("_id", new BsonInt32(i)).append("v", new BsonBinary(large)));
    }
    MongoScan scan = scan().ranges(1);
    String range = ScannedDocuments.plan(scan).get(0);
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      assertThat(reader.read(range, Optional.empty()).rows()).hasSize(2);
      assertThat(ScannedDocuments.rest(reader, range, Optional.empty())).hasSize(6);
    }
  }

  @Test
  void aFilterThatTheServerDoesNotUnderstandIsToldAtOnce() {
    numbers(1);
    server.watch(
        (command, body) -> {
          // This server looks at a filter only when it has a document to hold against it.
          if (command.equals("find") && body.get("filter").toString().contains("$above")) {
            throw new MongoServerError(2, "BadValue", "unknown operator: $above");
          }
        });
    assertThatThrownBy(() -> ScannedDocuments.plan(scan().filter("{\"v\": {\"$above\": 1}}")))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("collection 'shop." + name + "' of MongoDB cannot be planned")
        .hasMessageContaining("correct filter and projection")
        .hasMessageContaining("$above");
  }

  @Test
  void whoCannotBeReachedOrRefusesIsToldWithoutThePassword() {
    numbers(1);
    int nowhere = Ports.free();
    failing(
        MongoScan.of(
            () ->
                "mongodb://me:hunter2@127.0.0.1:%d/?serverSelectionTimeoutMS=200"
                    .formatted(nowhere),
            DATABASE,
            name),
        "cannot be");
    String address = server.connectionString().replace("://", "://me:hunter2@");
    failing(MongoScan.of(() -> address, DATABASE, name), "the server refuses the login");
    failing(MongoScan.of(() -> "", DATABASE, name), "its connection string is empty");
    failing(
        MongoScan.of(() -> "mongodb://me:hunter2@h:1:2", DATABASE, name),
        "its connection string is none of MongoDB");
  }

  @Test
  void whatTheUserMayNotDoIsToldAtOnce() {
    numbers(1);
    server.watch(
        (command, body) -> {
          if (command.equals("find") || command.equals("listCollections")) {
            throw new MongoServerError(13, "Unauthorized", "not authorized on shop");
          }
        });
    failing(scan(), "the user lacks a permission; grant it (not authorized on shop");
  }

  private static void failing(MongoScan scan, String message) {
    assertThatThrownBy(() -> scan.source().check())
        .isInstanceOf(ScanException.class)
        .hasMessageContaining(message)
        .satisfies(error -> assertThat(Throwables.getStackTrace(error)).doesNotContain("hunter2"));
    assertThatThrownBy(() -> scan.token().capture("p", "r")).isInstanceOf(ScanException.class);
  }

  @Test
  void theTokenOfASingleServerIsItsClock() throws Exception {
    numbers(1);
    Instant before = Instant.now();
    Handoff token = Handoff.read(scan().token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.source()).isEqualTo("mongodb:shop." + name);
    assertThat(token.takenAt()).isBetween(before, Instant.now());
    assertThat(token.position()).containsOnlyKeys("basis", "serverClock");
    assertThat(token.position()).containsEntry("basis", "server-clock");
    assertThat(Instant.parse(token.position().get("serverClock")))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThatThrownBy(() -> scan("nowhere").token().capture("sales", "run-1"))
        .isInstanceOf(ScanException.class);
  }

  @Test
  void aCollectionSaysHowManyDocumentsItHas() throws Exception {
    numbers(12);
    assertThat(scan().extent()).hasToString("about 12 records");
  }
}
