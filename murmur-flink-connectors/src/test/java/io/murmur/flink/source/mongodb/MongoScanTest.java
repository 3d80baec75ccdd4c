package io.murmur.flink.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class MongoScanTest {

  private static final MongoConnection NOWHERE = () -> "mongodb://me:hunter2@h";

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                MongoScan.of(NOWHERE, "", "")
                    .filter("{\"a\": paid}")
                    .projection("{\"_id\": 0}")
                    .readPreference("close")
                    .ranges(0)
                    .pageDocuments(0)
                    .source())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the database needs a name")
        .hasMessageContaining("the collection needs a name")
        .hasMessageContaining("the filter is no document of extended JSON")
        .hasMessageContaining("the projection must leave '_id' as it is")
        .hasMessageContaining("there is no read preference 'close'")
        .hasMessageContaining("the number of ranges must be from 1 to 10000, was 0")
        .hasMessageContaining("a page must have from 1 to 1000000 documents, was 0");
  }

  @Test
  void aFilterIsOneDocumentAndNothingElse() {
    for (String wrong :
        List.of("{} more", "{}, {}", "[1]", "{\"a\": {\"$oid\": \"xx\"}}", "x", "{\"a\": 1", "1")) {
      assertThatThrownBy(() -> MongoScan.of(NOWHERE, "d", "c").filter(wrong).source())
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the filter is no document");
    }
    assertThat(
            MongoScan.of(NOWHERE, "d", "c").filter(" {a: {$gt: {$numberLong: '5'}}} ").describe())
        .isEqualTo("mongodb:d.c, filter {\"a\": {\"$gt\": 5}} at h");
  }

  @Test
  void whatIsReadIsDescribedWithoutTheConnection() {
    MongoScan scan = MongoScan.of(NOWHERE, "shop", "orders").projection("{amount: 1}");
    assertThat(scan.describe()).isEqualTo("mongodb:shop.orders, fields {\"amount\": 1} at h");
    assertThat(scan.source().origin()).isEqualTo("mongodb:shop.orders");
    assertThat(scan.settings() + scan.describe()).doesNotContain("hunter2");
  }

  @Test
  void twoServersAreTwoAndNothingElseOfTheConnectionIsShown() {
    for (String[] each :
        new String[][] {
          {"mongodb://me:hunter2@h:27017,i/?replicaSet=r", "h:27017,i"},
          {"mongodb+srv://me:hunter2@cluster.example.com", "cluster.example.com"},
          {"mongodb://h/admin", "h"},
          {"mongodb://me:hunt/er2@h", "hosts that cannot be told"}
        }) {
      assertThat(MongoScan.of(() -> each[0], "d", "c").describe())
          .isEqualTo("mongodb:d.c at " + each[1]);
    }
  }

  @Test
  void onlyRecordsCanBeLimited() {
    ScanSource source = MongoScan.of(NOWHERE, "d", "c").source();
    assertThatThrownBy(() -> source.readUnitsPerSecond(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mongodb:d.c has no read units to limit: say recordsPerSecond(…)");
  }

  @Test
  void whatIsWrongWithAConnectionStringIsSaidWithoutIt() {
    for (String right :
        List.of("mongodb://h", "mongodb://me:x@h:1,i:2/?replicaSet=r", "mongodb+srv://me:x@h")) {
      assertThat(MongoScan.problem(right)).as(right).isEmpty();
    }
    for (String wrong :
        List.of("", "h", "mongodb://", "mongodb://me:hunter2/x@h/d", "mongodb://h:hunter2")) {
      assertThat(MongoScan.problem(wrong)).as(wrong).isPresent();
      assertThat(MongoScan.problem(wrong).orElseThrow())
          .contains("percent-encoded")
          .doesNotContain("hunter2");
    }
  }

  /** Of every type, those that can be told apart. */
  private static List<BsonValue> values() {
    return List.of(
        new BsonInt32(1),
        new BsonInt64(1),
        new BsonDouble(1),
        new BsonDecimal128(Decimal128.parse("1")),
        new BsonDecimal128(Decimal128.parse("1.0")),
        new BsonString("1"),
        new BsonSymbol("1"),
        new BsonDouble(Double.NaN),
        new BsonDouble(-0.0),
        new BsonDouble(0.1),
        new BsonDouble(Double.NEGATIVE_INFINITY),
        new BsonString("q\"\\\u2028\n☃𝄞"),
        new BsonDocument("a", new BsonInt32(1)).append("b", new BsonDocument()),
        new BsonDocument("a", new BsonInt64(1)).append("b", new BsonDocument()),
        new BsonBinary((byte) 0, new byte[] {1}),
        new BsonBinary((byte) 5, new byte[] {1}),
        new BsonObjectId(new ObjectId(1, 2)),
        new BsonDateTime(1),
        new BsonDateTime(Long.MIN_VALUE),
        new BsonTimestamp(-1, -1),
        new BsonJavaScript("1"),
        BsonNull.VALUE,
        new BsonMinKey(),
        new BsonMaxKey());
  }

  @Test
  void idsKeepTheirTypesAndComeBack() {
    BsonTimestamp at = new BsonTimestamp(-5, 7);
    List<String> keys = new ArrayList<>();
    for (BsonValue id : values()) {
      String key = DocumentId.key(id);
      keys.add(key);
      assertThat(DocumentId.of(key)).isEqualTo(new DocumentId(id, Optional.empty()));
      assertThat(DocumentId.of(DocumentId.resume(key, Optional.of(at))))
          .isEqualTo(new DocumentId(id, Optional.of(at)));
    }
    assertThat(keys)
        .doesNotHaveDuplicates()
        .contains("{\"_id\": {\"$numberInt\": \"1\"}}", "{\"_id\": {\"$numberLong\": \"1\"}}")
        .contains("{\"_id\": \"1\"}");
  }

  @Test
  void rangesComeBack() {
    for (BsonValue id : values()) {
      TypeBracket bracket = TypeBracket.of(id).orElseThrow();
      IdRange range =
          new IdRange(
              bracket,
              Optional.of(id),
              Optional.of(id),
              Optional.of(new BsonTimestamp(-5, 7)),
              true);
      assertThat(IdRange.of(range.range())).isEqualTo(range);
    }
    IdRange open =
        new IdRange(
            TypeBracket.OBJECT_ID, Optional.empty(), Optional.empty(), Optional.empty(), false);
    assertThat(IdRange.of(open.range())).isEqualTo(open);
    assertThat(open.range()).isEqualTo("{\"type\": \"object-id\"}");
    assertThat(TypeBracket.of(new BsonRegularExpression("a"))).isEmpty();
  }

  @Test
  void aRangeOfNumbersLeavesOutWhatIsNone() {
    IdRange all =
        new IdRange(
            TypeBracket.NUMBER,
            Optional.of(new BsonInt32(1)),
            Optional.empty(),
            Optional.empty(),
            false);
    assertThat(all.condition(Optional.empty()))
        .isEqualTo(BsonDocument.parse("{_id: {$lte: {$numberDouble: 'Infinity'}, $gt: 1}}"));
    assertThat(all.condition(Optional.of(new BsonInt64(5))))
        .isEqualTo(
            BsonDocument.parse(
                "{_id: {$gte: {$numberLong: '5'}, $lte: {$numberDouble: 'Infinity'}}}"));
    assertThat(TypeBracket.of(new BsonDecimal128(Decimal128.NaN))).contains(TypeBracket.NAN);
  }

  @Test
  void equalIsWhatHasOneValueWhateverItsType() {
    BsonValue one = new BsonInt32(1);
    assertThat(IdOrder.same(one, new BsonDecimal128(Decimal128.parse("1.00")))).isTrue();
    assertThat(IdOrder.same(one, new BsonDouble(1))).isTrue();
    assertThat(IdOrder.same(one, new BsonString("1"))).isFalse();
    assertThat(IdOrder.same(new BsonDouble(-0.0), new BsonDecimal128(Decimal128.NEGATIVE_ZERO)))
        .isTrue();
    long large = (1L << 53) + 1;
    assertThat(IdOrder.same(new BsonInt64(large), new BsonDouble(large))).isFalse();
    assertThat(IdOrder.same(new BsonDouble(0.1), new BsonDecimal128(Decimal128.parse("0.1"))))
        .isFalse();
    assertThat(
            IdOrder.same(
                new BsonDouble(Double.POSITIVE_INFINITY),
                new BsonDecimal128(Decimal128.POSITIVE_INFINITY)))
        .isTrue();
    assertThat(IdOrder.same(new BsonString("a"), new BsonSymbol("a"))).isTrue();
    BsonDocument document = BsonDocument.parse("{a: 1, b: [{c: 2}]}");
    assertThat(IdOrder.same(document, BsonDocument.parse("{a: 1.0, b: [{c: {$numberLong: '2'}}]}")))
        .isTrue();
    for (String other :
        List.of("{b: [{c: 2}], a: 1}", "{a: 1, b: [{c: 2}], d: 1}", "{a: 1}", "{a: 1, b: [2]}")) {
      assertThat(IdOrder.same(document, BsonDocument.parse(other))).as(other).isFalse();
    }
  }

  @Test
  void idsThatCompareEqualAreEachReadOnceWhereverAPageEnds() {
    List<BsonValue> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(new BsonDouble(i));
      ids.add(new BsonInt32(i));
      if (i % 2 == 0) {
        ids.add(new BsonInt64(i));
        ids.add(new BsonDecimal128(new Decimal128(i)));
      }
    }
    List<String> keys = ids.stream().map(DocumentId::key).toList();
    for (int page : List.of(1, 2, 3, 4, 50)) {
      List<String> read = readAll(ids, page, Optional.empty());
      assertThat(read)
          .as("pages of %d", page)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(keys);
      for (int i = 0; i < read.size(); i++) {
        assertThat(readAll(ids, page, Optional.of(DocumentId.of(read.get(i)))))
            .containsExactlyElementsOf(read.subList(i + 1, read.size()));
      }
    }
  }

  @Test
  void twoDocumentsOfOneIdEndTheScanSinceTheirEventsCouldNotBeToldApart() {
    List<BsonValue> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(new BsonInt32(i));
    }
    ids.add(new BsonInt32(7));
    assertThatThrownBy(() -> readAll(ids, 2, Optional.empty()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("has two documents of one _id")
        .hasMessageContaining("{\"$numberInt\": \"7\"}");
  }

  /** As a reader does, of a server that orders numbers by their value alone. */
  private static List<String> readAll(List<BsonValue> ids, int page, Optional<DocumentId> begin) {
    List<String> read = new ArrayList<>();
    Optional<DocumentId> from = begin;
    int most = page + 2;
    DocumentBatch batch;
    do {
      batch = ask(ids, from, most);
      Optional<List<FoundDocument>> found = batch.page("it", from);
      if (found.isEmpty()) {
        most *= 2;
        continue;
      }
      most = page + 2;
      for (FoundDocument document : found.get()) {
        read.add(document.key());
        from = Optional.of(DocumentId.of(document.key()));
      }
    } while (batch.more());
    return read;
  }

  private static DocumentBatch ask(List<BsonValue> ids, Optional<DocumentId> from, int most) {
    List<BsonValue> rest =
        ids.stream()
            .filter(id -> from.map(DocumentId::id).map(id2 -> value(id2) <= value(id)).orElse(true))
            .sorted(Comparator.comparingDouble(MongoScanTest::value))
            .toList();
    List<FoundDocument> found =
        rest.stream()
            .limit(most)
            .map(id -> new RawBsonDocument(new BsonDocument("_id", id), new BsonDocumentCodec()))
            .map(FoundDocument::of)
            .toList();
    return new DocumentBatch(found, rest.size() > most);
  }

  private static double value(BsonValue id) {
    return id.asNumber().doubleValue();
  }
}
