package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.testing.DynamoDbLocal;
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
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Flink's own tests of sources, as far as they are about bounded ones: the others need a source
 * that does not end, and are skipped.
 *
 * <p>What they call a split is a partition key here, since its items come in order.
 */
class DynamoDbScanSuiteIT extends SourceTestSuiteBase<SourceRecord> {

  @TestSemantics CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

  @TestEnv MiniClusterTestEnvironment flink = new MiniClusterTestEnvironment();

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Context> contexts = name -> new Context(server.local);

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
  static final class Context implements DataStreamSourceExternalContext<SourceRecord> {
    private static final int ITEMS = 60;
    private static final int VARIANTS = 40;

    private final DynamoDbLocal local;
    private final DynamoDbAsyncClient client;
    private final DynamoDbTable table;
    private int partitions;

    Context(DynamoDbLocal local) {
      this.local = local;
      this.client = local.asyncClient().build();
      this.table = DynamoDbTable.create(client, false, true);
    }

    @Override
    public Source<SourceRecord, ?, ?> createSource(TestingSourceSettings settings) {
      if (settings.getBoundedness() != Boundedness.BOUNDED) {
        throw new UnsupportedOperationException("a scan ends");
      }
      return DynamoDbScan.of(DynamoDbTable.at(local.endpoint()), table.name())
          .segments(5)
          .pageItems(7)
          .source();
    }

    @Override
    public ExternalSystemSplitDataWriter<SourceRecord> createSourceSplitDataWriter(
        TestingSourceSettings settings) {
      return new ExternalSystemSplitDataWriter<>() {
        @Override
        public void writeRecords(List<SourceRecord> records) {
          for (SourceRecord record : records) {
            table.put(itemOf(record));
          }
        }

        @Override
        public void close() {}
      };
    }

    private static Map<String, AttributeValue> itemOf(SourceRecord record) {
      try {
        return ItemKey.read(record.key().orElseThrow());
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<SourceRecord> generateTestData(
        TestingSourceSettings settings, int split, long seed) {
      String partition = "p" + partitions++;
      int count = ITEMS + new Random(seed).nextInt(VARIANTS);
      List<SourceRecord> records = new ArrayList<>();
      for (int at = 0; at < count; at++) {
        byte[] json =
            "{\"id\":\"%s\",\"at\":%d}".formatted(partition, at).getBytes(StandardCharsets.UTF_8);
        SourceRecord record =
            new SourceRecord(json, 0, json.length, "dynamodb:" + table.name(), 0, Map.of());
        record.markKey("{\"id\":{\"S\":\"%s\"},\"at\":{\"N\":\"%d\"}}".formatted(partition, at));
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
