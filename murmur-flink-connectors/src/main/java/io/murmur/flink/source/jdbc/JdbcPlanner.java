package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPlanner;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a table into ranges, all at once, and has the snapshot held in which they are read. */
final class JdbcPlanner implements ScanPlanner {

  private final JdbcSettings settings;
  private final Dialect dialect;

  /** Null without a snapshot that can be shared. */
  private SnapshotHold hold;

  JdbcPlanner(JdbcSettings settings) {
    this.settings = settings;
    this.dialect = Dialect.of(settings);
  }

  @Override
  public Plan plan(Optional<String> after, int most) throws Exception {
    try {
      Connection connection = JdbcConnections.open(settings);
      boolean held = false;
      try {
        dialect.prepare(connection);
        if (settings.snapshot() && dialect instanceof PostgresDialect) {
          dialect.describe(connection, settings); // a table that is not there is told better so
          hold = SnapshotHold.take(settings, connection);
          held = true;
        }
        Plan plan = plan(connection);
        if (held) {
          hold.planned();
        }
        return plan;
      } finally {
        if (!held) {
          connection.close();
        }
      }
    } catch (SQLException e) {
      throw atOnce(JdbcErrors.translate(settings, "planned", e));
    } catch (IOException e) {
      throw atOnce(e);
    }
  }

  /** Nothing is read yet, so whoever started this should know at once. */
  private static ScanException atOnce(IOException error) {
    return new ScanException(error.getMessage(), error);
  }

  private Plan plan(Connection connection) throws SQLException {
    TableShape shape = dialect.describe(connection, settings);
    requireNoNulls(connection, shape);
    boolean oneReader = settings.snapshot() && dialect instanceof MySqlDialect;
    List<String> bounds = oneReader ? List.of() : dialect.bounds(connection, settings, shape);
    Optional<String> snapshot = Optional.ofNullable(hold).map(SnapshotHold::id);
    List<String> ranges = new ArrayList<>();
    Optional<String> from = Optional.empty();
    for (String bound : bounds) {
      ranges.add(new KeyRange(shape.fingerprint(), snapshot, from, Optional.of(bound)).range());
      from = Optional.of(bound);
    }
    ranges.add(new KeyRange(shape.fingerprint(), snapshot, from, Optional.empty()).range());
    return new Plan(
        ranges, Optional.empty(), Optional.ofNullable(hold).map(SnapshotHold::position));
  }

  /** A row with a NULL in its key is neither before nor after any other, and would be left out. */
  private void requireNoNulls(Connection connection, TableShape shape) throws SQLException {
    for (Column column : shape.nullableKey()) {
      String quote = connection.getMetaData().getIdentifierQuoteString().strip();
      String sql =
          "SELECT count(*) FROM %s WHERE %s%s%s IS NULL%s"
              .formatted(
                  shape.table(),
                  quote,
                  column.name(),
                  quote,
                  settings.where().isEmpty() ? "" : " AND (" + settings.where() + ")");
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        if (row.getLong(1) > 0) {
          throw new ScanException(
              "%s has %d rows with a NULL in column '%s' of the key, which come neither before nor after any other: choose another key, or leave them out with where(…)"
                  .formatted(settings.what(), row.getLong(1), column.name()));
        }
      }
    }
  }

  @Override
  public void resume(String position) throws Exception {
    hold = SnapshotHold.takeUp(settings, position).orElse(null);
    if (hold != null) {
      return;
    }
    // Whoever holds it may still be there, in another process.
    try (Connection connection = JdbcConnections.open(settings)) {
      JdbcReader.join(settings, connection, SnapshotHold.exported(position));
    } catch (SQLException e) {
      throw JdbcErrors.translate(settings, "read on", e);
    }
  }

  @Override
  public void release() {
    if (hold != null) {
      hold.end();
    }
  }

  @Override
  public void close() {
    if (hold != null) {
      hold.letGo();
    }
  }
}
