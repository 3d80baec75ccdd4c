package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.ScanSuite;
import io.murmur.testing.DynamoDbLocal;
import java.io.IOException;
import java.util.List;
import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The items of a partition key come in order. */
class DynamoDbScanSuiteIT extends ScanSuite {

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Table> contexts = name -> new Table(server.local);

  /** DynamoDB Local. */
  static final class Server implements TestResource {
    private DynamoDbLocal local;

    @Override
    public void startUp() {
      local = DynamoDbLocal.start();
    }

    @Override
    public void tearDown() {
      local.close();
    }
  }

  /** A table for one test. */
  static final class Table extends Scanned {
    private final DynamoDbLocal local;
    private final DynamoDbAsyncClient client;
    private final DynamoDbTable table;

    Table(DynamoDbLocal local) {
      this.local = local;
      this.client = local.asyncClient().build();
      this.table = DynamoDbTable.create(client, false, true);
    }

    @Override
    protected ScanSource source() {
      return DynamoDbScan.of(DynamoDbTable.at(local.endpoint()), table.name())
          .segments(5)
          .pageItems(7)
          .source();
    }

    @Override
    protected String row(String part, int at) {
      return "{\"id\":\"%s\",\"at\":%d}".formatted(part, at);
    }

    @Override
    protected String key(String part, int at) {
      return "{\"id\":{\"S\":\"%s\"},\"at\":{\"N\":\"%d\"}}".formatted(part, at);
    }

    @Override
    protected void add(List<SourceRecord> rows) throws IOException {
      for (SourceRecord row : rows) {
        table.put(ItemKey.read(row.key().orElseThrow()));
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
