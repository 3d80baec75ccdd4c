package io.murmur.flink.source.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.testing.MongoLocal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;
import org.bson.BsonDocument;
import org.bson.Document;

/**
 * Flink's own tests of sources, as far as they are about bounded ones: the others need a source
 * that does not end, and are skipped.
 *
 * <p>What they call a split is a field of the {@code _id} here, which is a document. They want the
 * records of a split in order, so there is one range.
 */
class MongoScanSuiteIT extends SourceTestSuiteBase<SourceRecord> {

  @TestSemantics CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

  @TestEnv MiniClusterTestEnvironment flink = new MiniClusterTestEnvironment();

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Context> contexts = name -> new Context(server.mongo);

  /** A server of MongoDB's protocol. */
  static final class Server implements TestResource {
    private MongoLocal mongo;

    @Override
    public void startUp() {
      mongo = MongoLocal.start();
    }

    @Override
    public void tearDown() {
      mongo.close();
    }
  }

  /** A collection for one test. */
  static final class Context implements DataStreamSourceExternalContext<SourceRecord> {
    private static final String DATABASE = "suite";
    private static final int DOCUMENTS = 60;
    private static final int VARIANTS = 40;

    private final MongoClient client;
    private final String address;
    private final String name = MongoLocal.newCollectionName("suite");
    private int parts;

    Context(MongoLocal mongo) {
      client = mongo.client();
      address = mongo.connectionString();
      client.getDatabase(DATABASE).createCollection(name);
    }

    @Override
    public Source<SourceRecord, ?, ?> createSource(TestingSourceSettings settings) {
      if (settings.getBoundedness() != Boundedness.BOUNDED) {
        throw new UnsupportedOperationException("a scan ends");
      }
      String server = address;
      return MongoScan.of(() -> server, DATABASE, name).ranges(1).pageDocuments(7).source();
    }

    @Override
    public ExternalSystemSplitDataWriter<SourceRecord> createSourceSplitDataWriter(
        TestingSourceSettings settings) {
      return new ExternalSystemSplitDataWriter<>() {
        @Override
        public void writeRecords(List<SourceRecord> records) {
          MongoCollection<Document> collection = client.getDatabase(DATABASE).getCollection(name);
          for (SourceRecord record : records) {
            collection.insertOne(Document.parse(record.text()));
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<SourceRecord> generateTestData(
        TestingSourceSettings settings, int split, long seed) {
      String part = "p" + parts++;
      int count = DOCUMENTS + new Random(seed).nextInt(VARIANTS);
      List<SourceRecord> records = new ArrayList<>();
      for (int at = 0; at < count; at++) {
        String text = "{\"_id\":{\"part\":\"%s\",\"at\":%d}}".formatted(part, at);
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        SourceRecord record =
            new SourceRecord(json, 0, json.length, "mongodb:" + DATABASE + "." + name, 0, Map.of());
        record.markKey(DocumentId.key(BsonDocument.parse(text).get("_id")));
        records.add(record);
      }
      return records;
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
      return SourceRecordTypeInfo.INSTANCE;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
      return List.of();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
