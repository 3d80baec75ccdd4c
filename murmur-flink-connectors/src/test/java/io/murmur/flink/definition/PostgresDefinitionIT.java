package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Handoff;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.PostgresServer;
import io.murmur.testing.PostgresServerExtension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A table of Postgres from a definition, as users run it: two pipelines over one scan. */
@ExtendWith({
  DynamoDbLocalExtension.class,
  PostgresServerExtension.class,
  TestClusterExtension.class
})
class PostgresDefinitionIT {

  private static final int ROWS = 5_000;
  private static final String PASSWORD = "hunter2";

  private final TestCluster cluster;
  private final DynamoDbLocal server;
  private final PostgresServer postgres;
  private final String orders = PostgresServer.newTableName("orders");
  @TempDir Path directory;

  PostgresDefinitionIT(TestCluster cluster, DynamoDbLocal server, PostgresServer postgres) {
    this.cluster = cluster;
    this.server = server;
    this.postgres = postgres;
  }

  @BeforeAll
  static void giveCredentials() {
    DynamoDbTable.credentials();
  }

  private DefinedRun run(String table) {
    return new DefinedRun(
        cluster,
        server,
        directory,
        "{jdbc: {url: '%s', user: %s, password: '${PASSWORD}', table: public.%s, page-rows: 50, max-records-per-second: 2000}}"
            .formatted(postgres.url(), postgres.user(), table),
        Map.of("PASSWORD", PASSWORD));
  }

  @Test
  void aScanIsExactlyTheTableAtOneMomentThoughItsTaskManagerIsKilled() throws Exception {
    postgres.run(
        "CREATE TABLE %s (id bigint PRIMARY KEY, amount numeric(20, 2), region text, customer text)"
            .formatted(orders),
        "INSERT INTO %s SELECT i, 10.25 + i, 'r' || i %% 3, 'c' || i %% 100 FROM generate_series(0, %d) i"
            .formatted(orders, ROWS - 1));
    DefinedRun run = run(orders);
    SubmittedBootstraps submitted = run.bootstraps().submit(run.environment(true));
    Handoff token = Handoff.read(run.run("amounts").token().orElseThrow()).orElseThrow();
    var job = submitted.jobId().orElseThrow();
    Await.until("two checkpoints", DefinedRun.PATIENCE, () -> cluster.completed(job) > 1);
    // Changes in between: behind the token, and behind the snapshot, too.
    postgres.run(
        "INSERT INTO %s VALUES (%d, 1, 'late', 'late')".formatted(orders, ROWS),
        "UPDATE %s SET amount = 0".formatted(orders),
        "DELETE FROM %s WHERE id %% 2 = 0".formatted(orders));
    cluster.killTaskManager();
    List<BootstrapReport> reports = submitted.await();

    assertThat(run.stored()).isEqualTo(run.expected(rows()));
    assertThat(reports).allMatch(report -> report.count("read") == ROWS);
    assertThat(token.position()).containsKeys("lsn", "snapshot");
    for (BootstrapReport report : reports) {
      Handoff kept = Handoff.read(report.token().orElseThrow()).orElseThrow();
      assertThat(kept.position()).isEqualTo(token.position());
      assertThat(kept.takenAt()).isEqualTo(token.takenAt());
      assertThat(kept.run()).isEqualTo(report.runId());
      assertThat(kept.ranges()).containsKey("scan");
      assertThat(report.run().toJson()).doesNotContain(PASSWORD);
    }
    assertThat(behind(token)).isTrue();
    assertThat(run.bootstraps().run(run.environment(true)))
        .allMatch(BootstrapReport::alreadyCompleted);
    assertThat(run.stored()).isEqualTo(run.expected(rows()));
  }

  @Test
  void whatCannotBeReadIsSaidBeforeAnythingRuns() throws Exception {
    String keyless = PostgresServer.newTableName("keyless");
    postgres.run("CREATE TABLE %s (a int)".formatted(keyless));
    for (String table : List.of("nowhere", keyless)) {
      DefinedRun run = run(table);
      assertThatThrownBy(() -> run.bootstraps().submit(run.environment(true)))
          .isInstanceOf(BootstrapFailedException.class)
          .hasMessageContaining("table 'public." + table + "' at jdbc:postgresql://127.0.0.1")
          .satisfies(error -> assertThat(error.getMessage()).doesNotContain(PASSWORD));
      assertThat(run.run("amounts").token()).isEmpty();
      assertThat(run.stored()).allSatisfy((name, items) -> assertThat(items).isEmpty());
      assertThatThrownBy(() -> Sample.of(run.job, 10))
          .isInstanceOf(SampleFailedException.class)
          .hasMessageContaining("table 'public." + table);
    }
  }

  private static List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          Map.of(
              "id",
              (long) i,
              "amount",
              new BigDecimal("10.25").add(BigDecimal.valueOf(i)),
              "region",
              "r" + i % 3,
              "customer",
              "c" + i % 100));
    }
    return rows;
  }

  /** Whether the log has gone on since the token was taken. */
  private boolean behind(Handoff token) throws Exception {
    try (var connection = postgres.connect();
        var statement =
            connection.prepareStatement("SELECT pg_current_wal_lsn() > CAST(? AS pg_lsn)")) {
      statement.setString(1, token.position().get("lsn"));
      try (var row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
