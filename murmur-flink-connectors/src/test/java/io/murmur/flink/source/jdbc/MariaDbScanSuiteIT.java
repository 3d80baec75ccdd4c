package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.ScanSuite;
import io.murmur.testing.MariaDbServer;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/** The key has two columns; a snapshot has one range always, in which its rows come in order. */
class MariaDbScanSuiteIT extends ScanSuite {

  @TestExternalSystem Server server = new Server();

  @TestContext ExternalContextFactory<Table> contexts = name -> new Table(server.mariaDb);

  /** A MariaDB. */
  static final class Server implements TestResource {
    private MariaDbServer mariaDb;

    @Override
    public void startUp() {
      mariaDb = MariaDbServer.start();
    }

    @Override
    public void tearDown() {
      mariaDb.close();
    }
  }

  /** A table for one test. */
  static final class Table extends Scanned {
    private final MariaDbServer mariaDb;
    private final String table = MariaDbServer.newTableName("suite");

    Table(MariaDbServer mariaDb) {
      this.mariaDb = mariaDb;
      try {
        mariaDb.run(
            "CREATE TABLE %s (part varchar(10), at int, PRIMARY KEY (part, at)) ENGINE=InnoDB"
                .formatted(table));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected ScanSource source() {
      return JdbcScan.of(mariaDb.url(), "test." + table)
          .credentials(JdbcCredentials.of(mariaDb.user(), ""))
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
        mariaDb.run(
            "INSERT INTO %1$s VALUES (JSON_VALUE('%2$s', '$.part'), JSON_VALUE('%2$s', '$.at'))"
                .formatted(table, row.text()));
      }
    }
  }
}
