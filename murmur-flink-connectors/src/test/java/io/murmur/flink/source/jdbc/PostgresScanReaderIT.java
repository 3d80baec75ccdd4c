package io.murmur.flink.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.control.Handoff;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import io.murmur.testing.Await;
import io.murmur.testing.Ports;
import io.murmur.testing.PostgresServer;
import io.murmur.testing.PostgresServerExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ranges, pages, rows, errors and tokens of a Postgres, without a job. */
@ExtendWith(PostgresServerExtension.class)
class PostgresScanReaderIT {

  private PostgresServer server;
  private String table;

  @BeforeEach
  void name(PostgresServer running) {
    server = running;
    table = PostgresServer.newTableName("scanned");
  }

  private JdbcScan scan() {
    return scan("public." + table);
  }

  private JdbcScan scan(String name) {
    return JdbcScan.of(server.url(), name).credentials(JdbcCredentials.of(server.user(), ""));
  }

  @Test
  void theRangesTogetherHaveEveryRowOnce() throws Exception {
    server.run(
        "CREATE TABLE %s (id bigint PRIMARY KEY, v text)".formatted(table),
        "INSERT INTO %s SELECT i * 3 - 5000, repeat('x', 200) FROM generate_series(1, 5000) i"
            .formatted(table));
    JdbcScan scan = scan().ranges(7).pageRows(100);
    assertThat(Scanned.plan(scan)).hasSize(7);
    List<String> keys = Scanned.rows(scan, true).stream().map(ScanRow::key).toList();
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 5000; i++) {
      all.add("{\"id\":%d}".formatted(i * 3 - 5000));
    }
    assertThat(keys).containsExactlyElementsOf(all);
  }

  @Test
  void anEmptyTableHasOneRangeWithoutRows() throws Exception {
    server.run("CREATE TABLE %s (id int PRIMARY KEY)".formatted(table));
    assertThat(Scanned.plan(scan())).hasSize(1);
    assertThat(Scanned.keys(scan())).isEmpty();
  }

  @Test
  void aKeyMayHaveAnyNumberOfColumnsOfAnyType() throws Exception {
    server.run(
        "CREATE TYPE mood_%s AS ENUM ('sad', 'glad', 'mad')".formatted(table),
        ("CREATE TABLE %s (m mood_%s, at timestamptz, n numeric, b bytea, t text, u uuid, v int,"
                + " PRIMARY KEY (m, at, n, b, t, u))")
            .formatted(table, table),
        ("INSERT INTO %s SELECT (ARRAY['sad','glad','mad'])[i %% 3 + 1]::mood_%s, '2026-03-29"
             + " 00:30:00.000001+00'::timestamptz + (i %% 5) * interval '1 us', (i %% 7)::numeric /"
             + " 3, decode(lpad(to_hex(i %% 11), 2, '0'), 'hex'), E'a\\\\|\"' || (i %% 13),"
             + " md5(i::text)::uuid, i FROM generate_series(1, 1000) i")
            .formatted(table, table));
    JdbcScan scan = scan().ranges(5).pageRows(17);
    List<String> values =
        Scanned.rows(scan, false).stream().map(row -> value(row, "v").toString()).toList();
    assertThat(values).containsExactlyElementsOf(inOrder("v", "m, at, n, b, t, u"));
    assertThat(Scanned.keys(scan)).doesNotHaveDuplicates();
  }

  @Test
  void textsAreOrderedAsTheirCollationDoes() throws Exception {
    for (String collation : List.of("\"en-x-icu\"", "\"de-x-icu\"", "\"C\"")) {
      String name = PostgresServer.newTableName("collated");
      server.run(
          "CREATE TABLE %s (k text COLLATE %s, n int, PRIMARY KEY (k, n))"
              .formatted(name, collation),
          ("INSERT INTO %s SELECT w || x, n FROM"
               + " unnest(ARRAY['a','A','ä','Ä','b','B','z','Z','o','ö','Öl','-a','a-','é','É','ß','ss','','_','10','9'])"
               + " w, unnest(ARRAY['','1','B','b',' ']) x, generate_series(1, 20) n ON CONFLICT DO"
               + " NOTHING")
              .formatted(name));
      List<String> read =
          Scanned.rows(scan(name).ranges(9).pageRows(7), false).stream()
              .map(row -> value(row, "k").textValue() + "/" + value(row, "n"))
              .toList();
      assertThat(read).containsExactlyElementsOf(list(name, "k || '/' || n", "k, n"));
    }
  }

  @Test
  void aCollationThatTakesDifferentTextsForEqualIsKept() throws Exception {
    server.run(
        ("CREATE COLLATION ci_%s (provider = icu, locale = 'und-u-ks-level2', deterministic ="
                + " false)")
            .formatted(table),
        "CREATE TABLE %s (k text COLLATE ci_%s PRIMARY KEY, v int)".formatted(table, table),
        ("INSERT INTO %s SELECT CASE WHEN i %% 2 = 0 THEN 'Key' ELSE 'kEY' END || i, i FROM"
                + " generate_series(1, 500) i")
            .formatted(table));
    assertThat(Scanned.keys(scan().ranges(4).pageRows(9))).hasSize(500).doesNotHaveDuplicates();
    // Unique in bytes is not unique for such a column.
    String other = PostgresServer.newTableName("bytes");
    server.run(
        "CREATE TABLE %s (k text COLLATE ci_%s NOT NULL)".formatted(other, table),
        "CREATE UNIQUE INDEX ON %s (k COLLATE \"C\")".formatted(other));
    assertThatThrownBy(() -> Scanned.plan(scan(other).key(List.of("k"))))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("no unique index is on these columns");
  }

  @Test
  void anOpenResultIsLeftForAnotherPlace() throws Exception {
    numbers(1000);
    JdbcScan scan = scan().ranges(2).pageRows(100);
    ScanPlanner planner = new JdbcPlanner(scan.settings());
    List<String> ranges = planner.plan(Optional.empty(), 512).ranges();
    try (ScanReader reader = new JdbcReader(scan.settings())) {
      ScanPage first = reader.read(ranges.get(0), Optional.empty());
      ScanPage second = reader.read(ranges.get(0), first.next());
      assertThat(second.rows().get(0).key()).isEqualTo("{\"id\":101}");
      String middle = first.rows().get(49).resume();
      assertThat(reader.read(ranges.get(0), Optional.of(middle)).rows().get(0).key())
          .isEqualTo("{\"id\":51}");
      assertThat(reader.read(ranges.get(1), Optional.empty()).rows()).hasSize(100);
      assertThat(reader.read(ranges.get(0), second.next()).rows().get(0).key())
          .isEqualTo("{\"id\":201}");
    } finally {
      planner.release();
      planner.close();
    }
  }

  @Test
  void columnsAConditionAndAnotherKeyAreChosen() throws Exception {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY, code text UNIQUE NOT NULL, v int, w int)"
            .formatted(table),
        "INSERT INTO %s SELECT i, 'c' || i, i, i FROM generate_series(1, 100) i".formatted(table));
    JdbcScan scan =
        scan().columns(List.of("v")).key(List.of("code")).where("v <= 3 OR v = 50").pageRows(2);
    assertThat(Scanned.rows(scan, false).stream().map(Scanned::text))
        .containsExactlyInAnyOrder(
            "{\"code\":\"c1\",\"v\":1}",
            "{\"code\":\"c2\",\"v\":2}",
            "{\"code\":\"c3\",\"v\":3}",
            "{\"code\":\"c50\",\"v\":50}");
  }

  @Test
  void anyKeyIsAPlaceToGoOnAlsoWhenItsRowIsGone() throws Exception {
    numbers(300);
    JdbcScan scan = scan().ranges(1).pageRows(1000).snapshot(false);
    String range = Scanned.plan(scan).get(0);
    try (ScanReader reader = new JdbcReader(scan.settings())) {
      server.run("DELETE FROM %s WHERE id = 100".formatted(table));
      ScanPage page = reader.read(range, Optional.of("{\"id\":100}"));
      assertThat(page.rows()).hasSize(200);
      assertThat(page.rows().get(0).key()).isEqualTo("{\"id\":101}");
    }
  }

  @Test
  void aPartitionedTableIsReadWhole() throws Exception {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY) PARTITION BY HASH (id)".formatted(table),
        "CREATE TABLE %s_0 PARTITION OF %s FOR VALUES WITH (MODULUS 2, REMAINDER 0)"
            .formatted(table, table),
        "CREATE TABLE %s_1 PARTITION OF %s FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
            .formatted(table, table),
        "INSERT INTO %s SELECT generate_series(1, 1000)".formatted(table));
    assertThat(Scanned.keys(scan().ranges(4).pageRows(50))).hasSize(1000).doesNotHaveDuplicates();
  }

  @Test
  void readersThatComeLaterSeeTheSameSnapshot() throws Exception {
    numbers(100);
    JdbcScan scan = scan().ranges(4).pageRows(10);
    ScanPlanner planner = new JdbcPlanner(scan.settings());
    ScanPlanner.Plan plan = planner.plan(Optional.empty(), 512);
    server.run(
        "DELETE FROM %s WHERE id <= 50".formatted(table),
        "UPDATE %s SET v = 'new'".formatted(table),
        "INSERT INTO %s SELECT i, 'new' FROM generate_series(1000, 1100) i".formatted(table));
    planner.close();
    // Another life of the coordinator, in the same process.
    try (ScanPlanner next = new JdbcPlanner(scan.settings())) {
      next.resume(plan.position().orElseThrow());
      assertThat(read(scan, plan.ranges())).hasSize(100).noneMatch(row -> row.contains("new"));
      next.release();
    }
  }

  @Test
  void aSnapshotThatIsGoneEndsTheScanWithWhatToDo() throws Exception {
    numbers(100);
    JdbcScan scan = scan().ranges(2);
    ScanPlanner planner = new JdbcPlanner(scan.settings());
    ScanPlanner.Plan plan = planner.plan(Optional.empty(), 512);
    planner.release();
    planner.close();
    String position = plan.position().orElseThrow();
    try (ScanReader reader = new JdbcReader(scan.settings())) {
      assertThatThrownBy(() -> reader.read(plan.ranges().get(0), Optional.empty()))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("has expired")
          .hasMessageContaining("start a new run into a fresh table");
    }
    try (ScanPlanner next = new JdbcPlanner(scan.settings())) {
      assertThatThrownBy(() -> next.resume(position))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("has expired");
    }
  }

  @Test
  void aSnapshotIsLetGoWhenNobodyComesForIt() throws Exception {
    numbers(1);
    JdbcScan scan = scan().snapshotGrace(Duration.ofMillis(1));
    try (ScanPlanner planner = new JdbcPlanner(scan.settings())) {
      assertThat(planner.plan(Optional.empty(), 512).ranges()).isNotEmpty();
      assertThat(holders()).isOne();
    }
    Await.until("the snapshot is gone", Duration.ofSeconds(30), () -> holders() == 0);
  }

  @Test
  void theTableKeepsItsShapeWhileItsSnapshotIsHeld() throws Exception {
    numbers(10);
    try (ScanPlanner planner = new JdbcPlanner(scan().settings())) {
      assertThat(planner.plan(Optional.empty(), 512).ranges()).isNotEmpty();
      assertThatThrownBy(
              () ->
                  server.run(
                      "SET lock_timeout = '50ms'", "ALTER TABLE %s DROP COLUMN v".formatted(table)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("lock timeout");
      planner.release();
    }
    server.run("ALTER TABLE %s DROP COLUMN v".formatted(table));
  }

  @Test
  void aSchemaThatChangesDuringAScanEndsIt() throws Exception {
    numbers(100);
    JdbcScan scan = scan().ranges(1).pageRows(10).snapshot(false);
    String range = Scanned.plan(scan).get(0);
    try (ScanReader reader = new JdbcReader(scan.settings())) {
      Optional<String> next = reader.read(range, Optional.empty()).next();
      server.run("ALTER TABLE %s DROP COLUMN v".formatted(table));
      assertThatThrownBy(() -> reader.read(range, next))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("not as it was when the scan began");
    }
    try (ScanReader later = new JdbcReader(scan.settings())) {
      assertThatThrownBy(() -> later.read(range, Optional.of("{\"id\":10}")))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("has been changed since this scan began");
    }
  }

  @Test
  void whatCannotBeScannedIsToldAtOnce() throws Exception {
    server.run(
        "CREATE TABLE %s (a int, b int)".formatted(table),
        "CREATE UNIQUE INDEX ON %s (a) WHERE b > 0".formatted(table),
        "CREATE VIEW %s_view AS SELECT * FROM %s".formatted(table, table));
    failing(scan("public.nowhere"), "there is no table of this name");
    failing(scan("nowhere.nowhere"), "there is no table of this name");
    failing(scan(), "has no primary key");
    failing(scan().key(List.of("a")), "no unique index is on these columns");
    failing(scan().key(List.of("c")), "has no column 'c'");
    failing(scan("public." + table + "_view"), "it is a view");
    server.run("ALTER TABLE %s ADD id int UNIQUE".formatted(table));
    server.run("INSERT INTO %s VALUES (1, 1, NULL)".formatted(table));
    failing(scan().key(List.of("id")), "rows with a NULL in column 'id' of the key");
    failing(scan().key(List.of("id")).where("no such"), "cannot be planned");
    assertThat(Scanned.plan(scan().key(List.of("id")).where("id IS NOT NULL"))).hasSize(1);
  }

  @Test
  void whoMayNotReadIsToldAtOnce() throws Exception {
    numbers(1);
    String user = "u_" + table;
    server.run(
        "CREATE ROLE %s LOGIN PASSWORD 'secret-7'".formatted(user),
        "REVOKE ALL ON %s FROM PUBLIC".formatted(table));
    JdbcScan denied =
        JdbcScan.of(server.url(), "public." + table)
            .credentials(JdbcCredentials.of(user, "secret-7"));
    failing(denied, "the user lacks a permission");
    JdbcScan nobody =
        JdbcScan.of(server.url(), "public." + table)
            .credentials(JdbcCredentials.of("nobody", "secret-7"));
    failing(nobody, "the database refuses the login");
    assertThat(denied.settings().toString() + denied.describe() + denied.settings().credentials())
        .doesNotContain("secret-7");
  }

  @Test
  void anUnreachableHostIsToldAtOnce() {
    JdbcScan nowhere =
        JdbcScan.of("jdbc:postgresql://127.0.0.1:%d/x?ssl=false".formatted(Ports.free()), "t");
    failing(nowhere, "cannot be reached");
    failing(JdbcScan.of("jdbc:nosuch://h/d", "t"), "no JDBC driver on the class path");
  }

  @Test
  void theTokenIsFromBeforeTheSnapshotAndHasItsSlot() throws Exception {
    numbers(10);
    Instant before = Instant.now();
    JdbcScan scan = scan().slot("slot_" + table).slotPlugin("test_decoding");
    Handoff token;
    try {
      token = Handoff.read(scan.token().capture("sales", "run-1")).orElseThrow();
      // Asked again, since the first answer may have been lost.
      assertThat(Handoff.read(scan.token().capture("sales", "run-1")).orElseThrow().position())
          .containsEntry("slot", "slot_" + table);
      server.run("INSERT INTO %s VALUES (11, 'between')".formatted(table));
      assertThat(
              list(
                  "pg_logical_slot_peek_changes('slot_%s', NULL, NULL)".formatted(table),
                  "data",
                  "lsn"))
          .anyMatch(change -> change.contains("between"));
    } finally {
      server.run("SELECT pg_drop_replication_slot('slot_%s')".formatted(table));
    }
    assertThat(token.source()).isEqualTo("postgresql:public." + table);
    assertThat(token.takenAt()).isBetween(before, Instant.now());
    assertThat(token.position().get("snapshot")).matches("\\d+:\\d+:[\\d,]*");
    try (ScanPlanner planner = new JdbcPlanner(scan().settings())) {
      JsonNode position =
          new ObjectMapper().readTree(planner.plan(Optional.empty(), 512).position().orElseThrow());
      assertThat(position.get("snapshot").textValue()).matches("\\d+:\\d+:[\\d,]*");
      assertThat(Instant.parse(position.get("takenAt").textValue())).isAfterOrEqualTo(before);
      assertThat(
              list(
                  "(SELECT '%s'::pg_lsn < '%s'::pg_lsn AS later) l"
                      .formatted(token.position().get("lsn"), position.get("lsn").textValue()),
                  "later::text",
                  "1"))
          .containsExactly("true");
      planner.release();
    }
  }

  private void numbers(int count) throws SQLException {
    server.run(
        "CREATE TABLE %s (id int PRIMARY KEY, v text)".formatted(table),
        "INSERT INTO %s SELECT i, 'old' FROM generate_series(1, %d) i".formatted(table, count));
  }

  private static void failing(JdbcScan scan, String message) {
    assertThatThrownBy(() -> Scanned.plan(scan))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining(message);
    if (!message.contains("rows with a NULL") && !message.contains("cannot be planned")) {
      assertThatThrownBy(() -> scan.token().capture("p", "r")).isInstanceOf(ScanException.class);
    }
  }

  private static List<String> read(JdbcScan scan, List<String> ranges) throws Exception {
    List<String> rows = new ArrayList<>();
    for (String range : ranges) {
      try (ScanReader reader = new JdbcReader(scan.settings())) {
        Optional<String> after = Optional.empty();
        do {
          ScanPage page = reader.read(range, after);
          page.rows().forEach(row -> rows.add(Scanned.text(row)));
          after = page.next();
        } while (after.isPresent());
      }
    }
    return rows;
  }

  private static JsonNode value(ScanRow row, String column) {
    try {
      return Scanned.json(row).get(column);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> inOrder(String column, String order) throws SQLException {
    return list(table, column + "::text", order);
  }

  private List<String> list(String from, String expression, String order) throws SQLException {
    return Scanned.column(
        server.connect(), "SELECT %s FROM %s ORDER BY %s".formatted(expression, from, order));
  }

  private long holders() throws SQLException {
    return list(
            "pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = '%s' AND mode = 'AccessShareLock'"
                .formatted(table),
            "1",
            "1")
        .size();
  }
}
