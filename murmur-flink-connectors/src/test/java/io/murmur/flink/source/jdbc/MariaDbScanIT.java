package io.murmur.flink.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.control.Handoff;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import io.murmur.testing.Await;
import io.murmur.testing.MariaDbServer;
import io.murmur.testing.MariaDbServerExtension;
import io.murmur.testing.Ports;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scans of a MariaDB, without a job. */
@ExtendWith(MariaDbServerExtension.class)
class MariaDbScanIT {

  private static final int SNAPSHOTS = 20;
  private static final int ROWS = 20_000;
  private static final int TOTAL = ROWS * 1_000;

  private MariaDbServer server;
  private String table;

  @BeforeEach
  void name(MariaDbServer running) {
    server = running;
    table = MariaDbServer.newTableName("scanned");
  }

  private JdbcScan scan() {
    return JdbcScan.of(server.url(), "test." + table)
        .credentials(JdbcCredentials.of(server.user(), ""));
  }

  /** Each transaction moves an amount between two rows, so at every moment the sum is the same. */
  @Test
  void aScanIsTheTableAtOneMomentWhileWritersWrite() throws Exception {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY, amount bigint) ENGINE=InnoDB".formatted(table),
        "INSERT INTO %s SELECT seq, 1000 FROM seq_1_to_%d".formatted(table, ROWS));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong writes = new AtomicLong();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> move(stop, writes));
    List<String> range = Scanned.plan(scan());
    assertThat(range).hasSize(1);
    List<ScanRow> rows = new ArrayList<>();
    Optional<String> position = Optional.empty();
    try (ScanReader reader = new JdbcReader(scan().pageRows(500).settings())) {
      Await.until("the writer writes", Duration.ofMinutes(1), () -> writes.get() > 10);
      Optional<String> after = Optional.empty();
      do {
        ScanPage page = reader.read(range.get(0), after);
        rows.addAll(page.rows());
        position = page.position();
        after = page.next();
        long seen = writes.get();
        Await.until("a write between pages", Duration.ofMinutes(1), () -> writes.get() > seen);
      } while (after.isPresent());
    } finally {
      stop.set(true);
      writer.join();
    }
    long sum = 0;
    for (ScanRow row : rows) {
      sum += Scanned.json(row).get("amount").longValue();
    }
    assertThat(sum).isEqualTo(TOTAL);
    assertThat(rows.stream().map(ScanRow::key)).doesNotHaveDuplicates();
    JsonNode at = new ObjectMapper().readTree(position.orElseThrow());
    assertThat(at.get("binlogFile").textValue()).startsWith("murmur.");
    assertThat(at.get("gtid").textValue()).matches("\\d+-\\d+-\\d+");
  }

  private void move(AtomicBoolean stop, AtomicLong writes) {
    Random random = new Random(1);
    try (Connection connection = server.connect();
        PreparedStatement add =
            connection.prepareStatement(
                "INSERT INTO %s VALUES (?, ?) ON DUPLICATE KEY UPDATE amount = amount + ?"
                    .formatted(table));
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM %s WHERE id = ?".formatted(table));
        PreparedStatement read =
            connection.prepareStatement(
                "SELECT amount FROM %s WHERE id = ? FOR UPDATE".formatted(table))) {
      connection.setAutoCommit(false);
      while (!stop.get()) {
        int from = 1 + random.nextInt(2 * ROWS);
        read.setInt(1, from);
        try (ResultSet row = read.executeQuery()) {
          if (row.next()) {
            long amount = row.getLong(1);
            int to = 1 + random.nextInt(2 * ROWS);
            delete.setInt(1, from);
            delete.executeUpdate();
            add.setInt(1, to);
            add.setLong(2, amount);
            add.setLong(3, amount);
            add.executeUpdate();
          }
        }
        connection.commit();
        writes.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each transaction inserts one row, so how many there were tells how many rows there are. */
  @Test
  void thePositionOfARangeIsThatOfItsSnapshot() throws Exception {
    server.run(
        "CREATE TABLE %s (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB".formatted(table));
    long created = transactions(list("SELECT @@gtid_binlog_pos").get(0));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong writes = new AtomicLong();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> insert(stop, writes));
    try {
      String range = Scanned.plan(scan()).get(0);
      for (int i = 0; i < SNAPSHOTS; i++) {
        long seen = writes.get();
        Await.until("the writer writes", Duration.ofMinutes(1), () -> writes.get() > seen);
        try (ScanReader reader = new JdbcReader(scan().pageRows(Integer.MAX_VALUE).settings())) {
          ScanPage page = reader.read(range, Optional.empty());
          JsonNode at = new ObjectMapper().readTree(page.position().orElseThrow());
          assertThat(transactions(at.get("gtid").textValue()) - created)
              .isEqualTo(page.rows().size());
        }
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  private static long transactions(String gtid) {
    return Long.parseLong(gtid.substring(gtid.lastIndexOf('-') + 1));
  }

  private void insert(AtomicBoolean stop, AtomicLong writes) {
    try (Connection connection = server.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO %s VALUES ()".formatted(table))) {
      while (!stop.get()) {
        insert.executeUpdate();
        writes.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyCommonTypeIsJson() throws Exception {
    server.run(
        ("CREATE TABLE %s (id bigint unsigned PRIMARY KEY, n decimal(38,10), ti tinyint(1), b bool,"
             + " t text CHARACTER SET utf8mb4, c char(5), dt datetime(6), ts timestamp(3) NULL, d"
             + " date, tm time, y year, f float, g double, j json, bi varbinary(100), bl blob, e"
             + " enum('x','y'), bt bit(9), u uuid)")
            .formatted(table),
        ("INSERT INTO %s VALUES (18446744073709551615, 1234567890123456789012345678.0123456789, 5,"
             + " true, 'q\"☃', 'ab', '2026-01-02 03:04:05.000006', '2026-01-02 03:04:05.5',"
             + " '2026-02-28', '-100:00:01', 2024, 0.5, 0.1, '{\"a\": [1, 2.50]}', x'00ff', x'ff',"
             + " 'y', b'100000001', '00000000-0000-0000-0000-00000000000a')")
            .formatted(table),
        "INSERT INTO %s (id) VALUES (1)".formatted(table));
    List<ScanRow> rows = Scanned.rows(scan(), false);
    assertThat(rows.get(1).key()).isEqualTo("{\"id\":18446744073709551615}");
    assertThat(Scanned.text(rows.get(1)))
        .contains("\"n\":1234567890123456789012345678.0123456789,", "\"j\":{\"a\": [1, 2.50]}");
    JsonNode row = Scanned.json(rows.get(1));
    assertThat(row.get("ti").intValue()).isEqualTo(5);
    assertThat(row.get("b").intValue()).isOne();
    assertThat(row.get("t").textValue()).isEqualTo("q\"☃");
    assertThat(row.get("dt").textValue()).isEqualTo("2026-01-02T03:04:05.000006");
    assertThat(row.get("ts").textValue()).matches("2026-01-02T.*05\\.50+Z");
    assertThat(row.get("d").textValue()).isEqualTo("2026-02-28");
    assertThat(row.get("tm").textValue()).isEqualTo("-100:00:01");
    assertThat(row.get("y").intValue()).isEqualTo(2024);
    assertThat(row.get("f").doubleValue()).isEqualTo(0.5);
    assertThat(row.get("g").doubleValue()).isEqualTo(0.1);
    assertThat(row.get("bi").textValue()).isEqualTo("AP8=");
    assertThat(row.get("bl").textValue()).isEqualTo("/w==");
    assertThat(row.get("e").textValue()).isEqualTo("y");
    assertThat(row.get("u").textValue()).endsWith("0a");
    JsonNode nulls = Scanned.json(rows.get(0));
    nulls.properties().stream()
        .filter(field -> !field.getKey().equals("id"))
        .forEach(field -> assertThat(field.getValue().isNull()).as(field.getKey()).isTrue());
  }

  @Test
  void aKeyMayHaveAnyNumberOfColumnsAndAnyCollation() throws Exception {
    server.run(
        ("CREATE TABLE %s (t varchar(20) COLLATE utf8mb4_german2_ci, at datetime(6), n"
                + " decimal(20,3), b varbinary(8), v int, PRIMARY KEY (t, at, n, b))")
            .formatted(table),
        ("INSERT INTO %s SELECT ELT(seq %% 5 + 1, 'Öl', 'oel2', 'z', 'a\\\\', '9\"'), '2026-03-29"
                + " 02:30:00.000001' + INTERVAL (seq %% 7) MICROSECOND, (seq %% 3) / 7, CHAR(seq %%"
                + " 251), seq FROM seq_1_to_1000")
            .formatted(table));
    List<String> values =
        Scanned.rows(scan().pageRows(13), false).stream().map(MariaDbScanIT::v).toList();
    assertThat(values).containsExactlyElementsOf(list("SELECT v FROM %s ORDER BY t, at, n, b"));
  }

  @Test
  void withoutASnapshotManyReadersReadManyRanges() throws Exception {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY, v int)".formatted(table),
        "INSERT INTO %s SELECT CAST(seq AS SIGNED) * 3 - 500, seq FROM seq_1_to_1000"
            .formatted(table));
    JdbcScan scan = scan().snapshot(false).ranges(7).pageRows(20);
    assertThat(Scanned.plan(scan)).hasSize(7);
    List<String> values = Scanned.rows(scan, true).stream().map(MariaDbScanIT::v).toList();
    assertThat(values).containsExactlyElementsOf(list("SELECT v FROM %s ORDER BY id"));
  }

  @Test
  void aSnapshotThatIsLostWithItsConnectionEndsTheScan() throws Exception {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY)".formatted(table),
        "INSERT INTO %s SELECT seq FROM seq_1_to_100".formatted(table));
    JdbcScan scan = scan().pageRows(10);
    String range = Scanned.plan(scan).get(0);
    try (ScanReader reader = new JdbcReader(scan.settings())) {
      Optional<String> next = reader.read(range, Optional.empty()).next();
      try (ScanReader other = new JdbcReader(scan.settings())) {
        assertThatThrownBy(() -> other.read(range, next))
            .isInstanceOf(ScanException.class)
            .hasMessageContaining("belonged to a connection, which is lost")
            .hasMessageContaining("start a new run into a fresh table");
      }
    }
  }

  @Test
  void theTokenHasThePositionFromBeforeTheScan() throws Exception {
    server.run("CREATE TABLE %s (id int PRIMARY KEY)".formatted(table));
    Handoff token = Handoff.read(scan().token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.source()).isEqualTo("mariadb:test." + table);
    assertThat(token.position().get("gtid")).matches("\\d+-\\d+-\\d+");
    assertThat(token.position().get("binlogFile")).startsWith("murmur.");
    server.run("INSERT INTO %s VALUES (1)".formatted(table));
    try (ScanReader reader = new JdbcReader(scan().settings())) {
      String position =
          reader.read(Scanned.plan(scan()).get(0), Optional.empty()).position().orElseThrow();
      long later = new ObjectMapper().readTree(position).get("binlogPosition").asLong();
      assertThat(later).isGreaterThan(Long.parseLong(token.position().get("binlogPosition")));
    }
  }

  @Test
  void withoutTransactionsThereIsNoSnapshot() throws Exception {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY) ENGINE=Aria".formatted(table),
        "INSERT INTO %s VALUES (1), (2)".formatted(table));
    failing(scan(), server.user(), "", "its engine Aria has no transactions");
    assertThat(Scanned.rows(scan().snapshot(false), false)).hasSize(2);
  }

  @Test
  void aTableThatIsLockedIsToldOf() throws Exception {
    server.run("CREATE TABLE %s (id int PRIMARY KEY)".formatted(table));
    try (Connection other = server.connect()) {
      other.createStatement().execute("LOCK TABLES %s WRITE".formatted(table));
      assertThatThrownBy(() -> Scanned.rows(scan(), false))
          .hasMessageContaining("another session has had it locked for 10 s");
    }
  }

  @Test
  void whatCannotBeScannedIsToldAtOnce() throws Exception {
    server.run(
        "CREATE TABLE %s (e enum('b','a') NOT NULL UNIQUE, f float NOT NULL UNIQUE, b bit(9) NOT NULL UNIQUE, v int)"
            .formatted(table),
        "CREATE USER u_%s IDENTIFIED BY 'secret-7'".formatted(table));
    failing(JdbcScan.of(server.url(), "test.nowhere"), server.user(), "", "no table of this name");
    failing(scan(), server.user(), "", "has no primary key");
    failing(scan().key(List.of("e")), server.user(), "", "not compared as it is ordered");
    failing(scan().key(List.of("f")), server.user(), "", "not compared as it is ordered");
    failing(scan().key(List.of("b")), server.user(), "", "not compared as it is ordered");
    failing(scan().key(List.of("v")), server.user(), "", "no unique index is on these columns");
    failing(scan(), "nobody", "x", "the database refuses the login");
    failing(scan(), "u_" + table, "secret-7", "cannot be");
    failing(
        JdbcScan.of("jdbc:mariadb://127.0.0.1:%d/test".formatted(Ports.free()), "t"),
        server.user(),
        "",
        "cannot be reached");
  }

  private static void failing(JdbcScan scan, String user, String password, String message) {
    assertThatThrownBy(() -> Scanned.plan(scan.credentials(JdbcCredentials.of(user, password))))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret-7");
  }

  private static String v(ScanRow row) {
    try {
      return Scanned.json(row).get("v").toString();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> list(String sql) throws SQLException {
    return Scanned.column(server.connect(), sql.formatted(table));
  }
}
