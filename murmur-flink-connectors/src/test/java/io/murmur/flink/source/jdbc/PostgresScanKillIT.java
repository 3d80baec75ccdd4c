package io.murmur.flink.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanConnector;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.testing.Await;
import io.murmur.testing.PostgresServer;
import io.murmur.testing.PostgresServerExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A scan with four readers whose job restarts twice, while writers change the table at full speed.
 * The full size is {@code -Dmurmur.scan.rows=1000000}; unless told, a fifth of it.
 *
 * <p>The first restart is that of a task manager which is killed; in the second the whole job
 * fails, so that its coordinators are made anew.
 */
@ExtendWith(PostgresServerExtension.class)
class PostgresScanKillIT {

  private static final int ROWS = Integer.getInteger("murmur.scan.rows", 200_000);
  private static final int READERS = 4;
  private static final int WRITERS = 3;

  /** How long the readers take their time: long enough for both restarts. */
  private static final double SECONDS = 12;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** No more slots than the job takes: whichever task manager is killed, the job feels it. */
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @Test
  void whatIsReadIsTheTableAtTheSnapshotThroughTwoRestarts(
      @InjectMiniCluster MiniCluster cluster, PostgresServer server) throws Exception {
    String table = PostgresServer.newTableName("busy");
    server.run(
        ("CREATE TABLE %s (region text COLLATE \"en-x-icu\", id bigint, amount numeric(20,4), note"
                + " text, PRIMARY KEY (region, id))")
            .formatted(table),
        ("INSERT INTO %s SELECT (ARRAY['b','B','ä','a','-z'])[i %% 5 + 1], i, i / 7.0, CASE WHEN i"
                + " %% 3 = 0 THEN 'n' || i END FROM generate_series(1, %d) i")
            .formatted(table, ROWS),
        "ANALYZE " + table);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong writes = new AtomicLong();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int seed = i;
      writers.add(CompletableFuture.runAsync(() -> write(server, table, seed, stop, writes)));
    }
    List<String> read;
    List<String> truth;
    CompletableFuture<List<String>> witness =
        CompletableFuture.supplyAsync(() -> asOfTheSnapshot(server, table));
    CompletableFuture<Void> killing = CompletableFuture.runAsync(() -> kill(cluster));
    try {
      Await.until("writers write", PATIENCE, () -> writes.get() > 100);
      read = scan(server, table, ROWS / 200);
      truth = witness.get();
      killing.get();
    } finally {
      stop.set(true);
      writers.forEach(CompletableFuture::join);
    }
    assertThat(Trace.starts.get()).isGreaterThanOrEqualTo(3 * READERS);
    assertThat(Trace.coordinators.get()).isGreaterThanOrEqualTo(2);
    assertThat(writes.get()).isGreaterThan(1_000);
    Collections.sort(read);
    Collections.sort(truth);
    assertThat(read.equals(truth))
        .as("%d rows are the %d rows of the snapshot", read.size(), truth.size())
        .isTrue();
    // The table has gone on since.
    assertThat(rows(server, table, "")).isNotEqualTo(truth);
    Await.until("the snapshot is let go", PATIENCE, () -> holders(server, table) == 0);
  }

  /** Changes, deletes and inserts rows until it is told to stop. */
  private static void write(
      PostgresServer server, String table, int seed, AtomicBoolean stop, AtomicLong writes) {
    Random random = new Random(seed);
    try (Connection connection = server.connect();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE %s SET amount = amount + 1, note = NULL WHERE region IN ('b', 'B', '-z') AND id = ?"
                    .formatted(table));
        PreparedStatement move =
            connection.prepareStatement(
                "UPDATE %s SET region = 'moved', id = id + ? WHERE region = 'a' AND id = ?"
                    .formatted(table));
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM %s WHERE region IN ('b', 'B', 'ä') AND id = ?".formatted(table));
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO %s VALUES ('ä', ?, 1, 'new') ON CONFLICT DO NOTHING"
                    .formatted(table))) {
      try (Statement settings = connection.createStatement()) {
        settings.execute("SET synchronous_commit = off");
      }
      while (!stop.get()) {
        int id = 1 + random.nextInt(ROWS);
        update.setInt(1, id);
        move.setInt(1, 10_000_000 * (seed + 1));
        move.setInt(2, 1 + random.nextInt(ROWS));
        delete.setInt(1, 1 + random.nextInt(ROWS));
        insert.setInt(1, ROWS + random.nextInt(ROWS));
        update.executeUpdate();
        move.executeUpdate();
        delete.executeUpdate();
        insert.executeUpdate();
        writes.addAndGet(4);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Joins the snapshot that the job manager holds, as soon as it does, and reads the table. */
  private static List<String> asOfTheSnapshot(PostgresServer server, String table) {
    Await.until("the snapshot is held", PATIENCE, () -> exported(server).size() == 1);
    try {
      return rows(server, table, exported(server).get(0));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> exported(PostgresServer server) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_ls_dir('pg_snapshots')")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private static List<String> rows(PostgresServer server, String table, String snapshot)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      if (!snapshot.isEmpty()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(snapshot));
      }
      statement.setFetchSize(1_000);
      try (ResultSet result =
          statement.executeQuery("SELECT row_to_json(t)::text FROM %s t".formatted(table))) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
    }
    Collections.sort(rows);
    return rows;
  }

  private static long holders(PostgresServer server, String table) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE"
                    + " a.application_name = 'murmur scan' AND l.relation = '"
                    + table
                    + "'::regclass")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Kills a task manager, and later fails the whole job, each after checkpoints with progress. */
  private static void kill(MiniCluster cluster) {
    try {
      Await.until("rows and checkpoints", PATIENCE, () -> Trace.after(ROWS / 10, 2));
      CompletableFuture<Void> gone = cluster.terminateTaskManager(0);
      cluster.startTaskManager();
      gone.join();
      Await.until("the job is restored", PATIENCE, () -> Trace.starts.get() >= 2 * READERS);
      int rows = Trace.rows.get();
      int checkpoints = Trace.checkpoints.get();
      Await.until("more of them", PATIENCE, () -> Trace.after(rows + ROWS / 10, checkpoints + 2));
      Trace.sabotage.complete(null);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("try") // closing the iterator may be interrupted
  private static List<String> scan(PostgresServer server, String table, int pageRows)
      throws Exception {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(READERS);
    JdbcScan scan =
        JdbcScan.of(server.url(), "public." + table)
            .credentials(JdbcCredentials.of(server.user(), ""))
            .ranges(16)
            .pageRows(pageRows);
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<String> all =
        environment
            .fromSource(
                scan.source().recordsPerSecond(ROWS / SECONDS),
                WatermarkStrategy.noWatermarks(),
                "scan")
            .union(
                environment.fromSource(
                    ScanSource.of(new Saboteur()), WatermarkStrategy.noWatermarks(), "sabotage"))
            .map(new Note())
            .returns(Types.STRING)
            .executeAndCollect()) {
      all.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** What the tasks saw. */
  private static final class Trace {
    static final AtomicInteger checkpoints = new AtomicInteger();
    static final AtomicInteger starts = new AtomicInteger();
    static final AtomicInteger rows = new AtomicInteger();
    static final AtomicInteger coordinators = new AtomicInteger();
    static final CompletableFuture<Void> sabotage = new CompletableFuture<>();

    static boolean after(int someRows, int someCheckpoints) {
      return rows.get() >= someRows && checkpoints.get() >= someCheckpoints;
    }
  }

  /** Has no rows, and fails the whole job once from the job manager when told. */
  private record Saboteur() implements ScanConnector {

    @Override
    public String origin() {
      return "sabotage";
    }

    @Override
    public ScanPlanner openPlanner() {
      boolean first = Trace.coordinators.incrementAndGet() == 1;
      return new ScanPlanner() {
        @Override
        public Plan plan(Optional<String> after, int most) throws Exception {
          Trace.sabotage.get();
          if (first) {
            throw new IllegalStateException("told to fail");
          }
          return Plan.all(List.of());
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public ScanReader openReader() {
      throw new IllegalStateException("there is nothing to read");
    }
  }

  /** Counts. */
  private static final class Note
      implements MapFunction<SourceRecord, String>, CheckpointListener, CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public String map(SourceRecord record) {
      Trace.rows.incrementAndGet();
      return record.text();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      Trace.starts.incrementAndGet();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      // Nothing to keep.
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      Trace.checkpoints.incrementAndGet();
    }
  }
}
