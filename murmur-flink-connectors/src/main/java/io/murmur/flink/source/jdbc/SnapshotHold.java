package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot of a Postgres that the job manager's process holds: a transaction that has exported it
 * and does nothing more. It outlives the coordinator of the job, which is made anew when the whole
 * job restarts: for a while after the coordinator is gone, another one finds it here.
 *
 * <p>The table is locked against changes of its shape, as a dump does it: an {@code ALTER TABLE} or
 * {@code TRUNCATE} has to wait.
 */
final class SnapshotHold {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotHold.class);
  private static final Map<String, SnapshotHold> HELD = new ConcurrentHashMap<>();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final JdbcSettings settings;
  private final Connection connection;
  private final String id;
  private final String position;

  /** How often it was let go or taken up, so that an old alarm rings in vain. */
  private int turn;

  private boolean closed;

  private SnapshotHold(JdbcSettings settings, Connection connection) throws SQLException {
    this.settings = settings;
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      ObjectNode node = MAPPER.createObjectNode();
      // Before the snapshot: whatever it does not show is written to the log after this.
      try (ResultSet row = statement.executeQuery("SELECT " + PostgresDialect.lsn())) {
        row.next();
        node.put("lsn", row.getString(1));
      }
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      statement.execute(
          "LOCK TABLE %s IN ACCESS SHARE MODE".formatted(PostgresDialect.quoted(settings.table())));
      try (ResultSet row =
          statement.executeQuery("SELECT pg_export_snapshot(), pg_current_snapshot()::text")) {
        row.next();
        this.id = row.getString(1);
        node.put("exported", id).put("snapshot", row.getString(2));
      }
      node.put("takenAt", Instant.now().toString());
      this.position = node.toString();
    }
  }

  /** Takes a snapshot now. The connection is its own from now on. */
  static SnapshotHold take(JdbcSettings settings, Connection connection) throws SQLException {
    SnapshotHold hold = new SnapshotHold(settings, connection);
    HELD.put(name(settings, hold.id), hold);
    hold.signOfLife();
    LOG.info("{}: holding its snapshot {}", settings.what(), hold.position);
    return hold;
  }

  /** The snapshot of this process that has this position; empty if it has none. */
  static Optional<SnapshotHold> takeUp(JdbcSettings settings, String position) throws IOException {
    SnapshotHold hold = HELD.get(name(settings, exported(position)));
    return hold != null && hold.again() ? Optional.of(hold) : Optional.empty();
  }

  private static String name(JdbcSettings settings, String id) {
    return settings.url() + " " + id;
  }

  /** What a snapshot is called by the readers that join it. */
  static String exported(String position) throws JsonProcessingException {
    return MAPPER.readTree(position).required("exported").textValue();
  }

  String id() {
    return id;
  }

  String position() {
    return position;
  }

  Connection connection() {
    return connection;
  }

  /** What it means that a snapshot is not there any more. */
  static ScanException expired(JdbcSettings settings, String position, Throwable cause) {
    return new ScanException(
        "%s cannot be read on: its snapshot %s has expired, since the job manager that held it was lost, or the job was away for longer than %s, or the database ended its session. What was read and written is not lost, but the rest cannot be read as it was then: start a new run into a fresh table, or scan without a snapshot if rows do not change"
            .formatted(settings.what(), position, settings.snapshotGrace()),
        cause);
  }

  /** From now on it is asked only for signs of life, while others wait. */
  void planned() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
  }

  private synchronized boolean again() {
    turn++;
    return !closed;
  }

  /** Nobody needs it at the moment; it is held for a while, for whoever goes on. */
  synchronized void letGo() {
    if (closed) {
      return;
    }
    int mine = ++turn;
    CompletableFuture.runAsync(() -> expire(mine), later(settings.snapshotGrace()))
        .exceptionally(
            error -> {
              LOG.warn("{}: its snapshot could not be ended", settings.what(), error);
              return null;
            });
  }

  private synchronized void expire(int mine) {
    if (mine == turn) {
      end();
    }
  }

  /** Nobody needs it any more. */
  synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    HELD.remove(name(settings, id));
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("{}: its connection was gone", settings.what(), e);
    }
    LOG.info("{}: let go of its snapshot {}", settings.what(), id);
  }

  private static Executor later(Duration delay) {
    return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Keeps the connection alive on its way through networks that forget silent ones. */
  private void signOfLife() {
    later(SIGN_OF_LIFE)
        .execute(
            () -> {
              if (alive()) {
                signOfLife();
              }
            });
  }

  private synchronized boolean alive() {
    if (closed) {
      return false;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      return true;
    } catch (SQLException e) {
      LOG.warn(
          "{}: the session that holds its snapshot is gone; readers that have joined it read on,"
              + " and no other can join",
          settings.what(),
          e);
      return false;
    }
  }
}
