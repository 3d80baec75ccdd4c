package io.murmur.flink.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.testing.PostgresServer;
import io.murmur.testing.PostgresServerExtension;
import io.murmur.testing.SilentProxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a scan of a Postgres rather refuses than reads a part of, or waits for without end. */
@ExtendWith(PostgresServerExtension.class)
class PostgresScanRefusalsIT {

  private PostgresServer server;
  private String table;

  @BeforeEach
  void aTable(PostgresServer running) throws Exception {
    server = running;
    table = PostgresServer.newTableName("refused");
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY, v text)".formatted(table),
        "INSERT INTO %s SELECT s, repeat('x', 1000) FROM generate_series(1, 100) s"
            .formatted(table));
  }

  private JdbcScan scan() {
    return scan(server.url(), server.user());
  }

  private JdbcScan scan(String url, String user) {
    return JdbcScan.of(url, "public." + table).credentials(JdbcCredentials.of(user, ""));
  }

  @Test
  void rowsThatAPolicyHidesAreNotLeftOut() throws Exception {
    server.run(
        "ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(table),
        "CREATE POLICY even ON %s USING (id %% 2 = 0)".formatted(table),
        "CREATE ROLE reader_%s LOGIN".formatted(table),
        "GRANT SELECT ON %s TO reader_%s".formatted(table, table));
    assertThatThrownBy(() -> Scanned.rows(scan(server.url(), "reader_" + table), false))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("the user lacks a permission")
        .hasMessageContaining("row-level security");
    assertThat(Scanned.rows(scan(), false)).as("its owner sees all").hasSize(100);
  }

  @Test
  void aTableThatOthersInheritFromIsRefused() throws Exception {
    server.run("CREATE TABLE child_%s (PRIMARY KEY (id)) INHERITS (%s)".formatted(table, table));
    assertThatThrownBy(() -> Scanned.plan(scan()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("other tables inherit from it");
  }

  @Test
  void aMaterializedViewIsRefused() throws Exception {
    String view = "view_" + table;
    server.run(
        "CREATE MATERIALIZED VIEW %s AS SELECT id FROM %s".formatted(view, table),
        "CREATE UNIQUE INDEX ON %s (id)".formatted(view));
    JdbcScan scan =
        JdbcScan.of(server.url(), "public." + view)
            .credentials(JdbcCredentials.of(server.user(), ""))
            .key(List.of("id"));
    assertThatThrownBy(() -> Scanned.plan(scan))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("name the table behind it");
  }

  @Test
  void aTableThatIsLockedIsToldOf() throws Exception {
    try (Connection other = server.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table));
      assertThatThrownBy(() -> Scanned.plan(scan()))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("another session has had it locked for 10 s");
      other.rollback();
    }
  }

  @Test
  void aNetworkThatFallsSilentIsToldOf() throws Exception {
    URI address = URI.create(server.url().substring("jdbc:".length()));
    try (SilentProxy proxy =
        new SilentProxy(new InetSocketAddress(address.getHost(), address.getPort()))) {
      String url = server.url().replace(":" + address.getPort() + "/", ":" + proxy.port() + "/");
      JdbcScan scan =
          scan(url + (url.contains("?") ? "&" : "?") + "socketTimeout=1", server.user())
              .pageRows(10)
              .snapshot(false);
      String range = Scanned.plan(scan).get(0);
      try (ScanReader reader = new JdbcReader(scan.settings())) {
        Optional<String> next = reader.read(range, Optional.empty()).next();
        proxy.fallSilent();
        assertThatThrownBy(() -> reader.read(range, next)).hasMessageContaining("cannot be read");
      }
    }
  }
}
