package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.testing.PostgresServer;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
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

/**
 * Flink's own tests of sources, as far as they are about bounded ones: the others need a source
 * that does not end, and are skipped.
 *
 * <p>What they call a split is a value of the key's first column here. They want the records of a
 * split in order, so there is one range.
 */
class PostgresScanSuiteIT extends SourceTestSuiteBase<SourceRecord> {

  @TestSemantics CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

  @TestEnv MiniClusterTestEnvironment flink = new MiniClusterTestEnvironment();

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Context> contexts = name -> new Context(server.postgres);

  /** A Postgres. */
  static final class Server implements TestResource {
    private PostgresServer postgres;

    @Override
    public void startUp() {
      postgres = PostgresServer.start();
    }

    @Override
    public void tearDown() {
      postgres.close();
    }
  }

  /** A table for one test. */
  static final class Context implements DataStreamSourceExternalContext<SourceRecord> {
    private static final int ROWS = 60;
    private static final int VARIANTS = 40;

    private final PostgresServer postgres;
    private final String table = PostgresServer.newTableName("suite");
    private int parts;

    Context(PostgresServer postgres) {
      this.postgres = postgres;
      run("CREATE TABLE %s (part text, at int, PRIMARY KEY (part, at))".formatted(table));
    }

    private void run(String sql) {
      try {
        postgres.run(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Source<SourceRecord, ?, ?> createSource(TestingSourceSettings settings) {
      if (settings.getBoundedness() != Boundedness.BOUNDED) {
        throw new UnsupportedOperationException("a scan ends");
      }
      return JdbcScan.of(postgres.url(), "public." + table)
          .credentials(JdbcCredentials.of(postgres.user(), ""))
          .ranges(1)
          .pageRows(7)
          .source();
    }

    @Override
    public ExternalSystemSplitDataWriter<SourceRecord> createSourceSplitDataWriter(
        TestingSourceSettings settings) {
      return new ExternalSystemSplitDataWriter<>() {
        @Override
        public void writeRecords(List<SourceRecord> records) {
          for (SourceRecord record : records) {
            run(
                "INSERT INTO %s SELECT j->>'part', (j->>'at')::int FROM (SELECT '%s'::json AS j) r"
                    .formatted(table, record.text()));
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
      int count = ROWS + new Random(seed).nextInt(VARIANTS);
      List<SourceRecord> records = new ArrayList<>();
      for (int at = 0; at < count; at++) {
        String text = "{\"part\":\"%s\",\"at\":%d}".formatted(part, at);
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        SourceRecord record =
            new SourceRecord(json, 0, json.length, "postgresql:public." + table, 0, Map.of());
        record.markKey(text);
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
    public void close() {}
  }
}
