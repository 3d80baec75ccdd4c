package io.murmur.flink.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.murmur.control.Handoff;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonBinary;
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
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A real replica set or sharded cluster, which the environment names by its connection string: ids
 * of all types there are, and snapshots that show what was.
 */
@EnabledIfEnvironmentVariable(named = "MURMUR_TEST_MONGODB", matches = ".+")
class MongoReplicaSetIT {

  private static final String DATABASE = "murmur_test";

  private final String address = System.getenv("MURMUR_TEST_MONGODB");
  private final String name = "scanned-" + UUID.randomUUID();
  private MongoClient client;
  private MongoCollection<BsonDocument> documents;
  private MongoScan scan;

  @BeforeEach
  void connect() {
    client = MongoClients.create(address);
    documents = client.getDatabase(DATABASE).getCollection(name, BsonDocument.class);
    String uri = address;
    scan = MongoScan.of(() -> uri, DATABASE, name).pageDocuments(10);
  }

  @AfterEach
  void drop() {
    documents.drop();
    client.close();
  }

  private static List<BsonValue> ids() {
    List<BsonValue> ids = new ArrayList<>();
    ids.add(new BsonMinKey());
    ids.add(BsonNull.VALUE);
    ids.add(new BsonDouble(Double.NaN));
    ids.add(new BsonDouble(Double.NEGATIVE_INFINITY));
    for (int i = 0; i < 100; i++) {
      ids.add(new BsonInt32(4 * i));
      ids.add(new BsonInt64(4 * i + 1));
      ids.add(new BsonDouble(4 * i + 2.5));
      ids.add(new BsonDecimal128(Decimal128.parse(4 * i + 3 + ".10")));
    }
    ids.add(new BsonSymbol("a"));
    ids.add(new BsonString("b"));
    ids.add(new BsonDocument("a", new BsonInt32(1)));
    ids.add(new BsonBinary(new byte[] {1}));
    ids.add(new BsonBinary(new byte[16]));
    ids.add(new BsonBinary(new UUID(0, 1)));
    ids.add(new BsonBinary((byte) 5, new byte[16]));
    ids.add(new BsonObjectId(new ObjectId(1, 2)));
    ids.add(new BsonTimestamp(1, 1));
    ids.add(new BsonJavaScript("code"));
    ids.add(new BsonMaxKey());
    return ids;
  }

  @Test
  void idsOfAllTypesAreEachReadOnceInTheirOrder() throws Exception {
    List<BsonValue> ids = ids();
    documents.insertMany(ids.stream().map(id -> new BsonDocument("_id", id)).toList());
    for (int ranges : List.of(1, 9)) {
      assertThat(ScannedDocuments.keys(scan.ranges(ranges)))
          .containsExactlyElementsOf(ids.stream().map(DocumentId::key).toList());
    }
  }

  @Test
  void aRangeShowsWhatWasThereWhenItWasBegunAlsoToAnotherReader() throws Exception {
    for (int i = 0; i < 100; i++) {
      documents.insertOne(new BsonDocument("_id", new BsonInt32(i)));
    }
    Handoff token = Handoff.read(scan.token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.position()).containsKeys("resumeToken", "operationTime");
    String range = ScannedDocuments.plan(scan.ranges(1)).get(0);
    ScanPage first;
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      first = reader.read(range, Optional.empty());
    }
    assertThat(ClusterTime.parse(first.position().orElseThrow()))
        .isGreaterThanOrEqualTo(ClusterTime.parse(token.position().get("operationTime")));
    documents.deleteMany(new BsonDocument());
    documents.insertOne(new BsonDocument("_id", new BsonDouble(50.5)));
    try (ScanReader later = new MongoScanReader(scan.settings())) {
      List<ScanRow> rest = ScannedDocuments.rest(later, range, first.next());
      assertThat(rest).hasSize(100 - first.rows().size());
      assertThat(rest).extracting(ScanRow::key).noneMatch(key -> key.contains("50.5"));
    }
  }
}
