package io.murmur.flink.source.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.ScanSuite;
import io.murmur.testing.MongoLocal;
import java.util.List;
import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import org.bson.BsonDocument;
import org.bson.Document;

/** The key is an {@code _id} that is a document; in one range its parts come in order. */
class MongoScanSuiteIT extends ScanSuite {

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Documents> contexts = name -> new Documents(server.mongo);

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
  static final class Documents extends Scanned {
    private static final String DATABASE = "suite";

    private final MongoClient client;
    private final String address;
    private final String name = MongoLocal.newCollectionName("suite");

    Documents(MongoLocal mongo) {
      client = mongo.client();
      address = mongo.connectionString();
      client.getDatabase(DATABASE).createCollection(name);
    }

    @Override
    protected ScanSource source() {
      String server = address;
      return MongoScan.of(() -> server, DATABASE, name).ranges(1).pageDocuments(7).source();
    }

    @Override
    protected String row(String part, int at) {
      return "{\"_id\":{\"part\":\"%s\",\"at\":%d}}".formatted(part, at);
    }

    @Override
    protected String key(String part, int at) {
      return DocumentId.key(BsonDocument.parse(row(part, at)).get("_id"));
    }

    @Override
    protected void add(List<SourceRecord> rows) {
      MongoCollection<Document> collection = client.getDatabase(DATABASE).getCollection(name);
      collection.insertMany(rows.stream().map(row -> Document.parse(row.text())).toList());
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
