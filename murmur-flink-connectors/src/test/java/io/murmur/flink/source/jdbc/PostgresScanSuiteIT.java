package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.ScanSuite;
import io.murmur.testing.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/** The key has two columns; in one range its rows come in order. */
class PostgresScanSuiteIT extends ScanSuite {

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Table> contexts = name -> new Table(server.postgres);

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
  static final class Table extends Scanned {
    private final PostgresServer postgres;
    private final String table = PostgresServer.newTableName("suite");

    Table(PostgresServer postgres) {
      this.postgres = postgres;
      try {
        postgres.run(
            "CREATE TABLE %s (part text, at int, PRIMARY KEY (part, at))".formatted(table));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected ScanSource source() {
      return JdbcScan.of(postgres.url(), "public." + table)
          .credentials(JdbcCredentials.of(postgres.user(), ""))
          .ranges(1)
          .pageRows(7)
          .source();
    }

    @Override
    protected String row(String part, int at) {
      return "{\"part\":\"%s\",\"at\":%d}".formatted(part, at);
    }

    @Override
    protected String key(String part, int at) {
      return row(part, at);
    }

    @Override
    protected void add(List<SourceRecord> rows) throws SQLException {
      for (SourceRecord row : rows) {
        postgres.run(
            "INSERT INTO %s SELECT j->>'part', (j->>'at')::int FROM (SELECT '%s'::json AS j) r"
                .formatted(table, row.text()));
      }
    }
  }
}
