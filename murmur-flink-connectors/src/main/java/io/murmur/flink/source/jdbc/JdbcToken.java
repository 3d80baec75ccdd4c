package io.murmur.flink.source.jdbc;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.TokenSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes the position of a database's stream of changes. */
record JdbcToken(JdbcSettings settings) implements TokenSource {

  @Override
  public HandoffToken capture(String pipeline, String run) {
    Instant before = Instant.now();
    Dialect dialect = Dialect.of(settings);
    try (Connection connection = JdbcConnections.open(settings)) {
      dialect.prepare(connection);
      // A slot for a scan that cannot be would stay.
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SELECT 1 FROM %s WHERE 1 = 0"
                .formatted(dialect.describe(connection, settings).table()));
      }
      SortedMap<String, String> position = dialect.position(connection, settings);
      return new Handoff(settings.origin(), position, new TreeMap<>(), before, pipeline, run)
          .token();
    } catch (SQLException e) {
      throw atOnce(JdbcErrors.translate(settings, "asked for its position", e));
    } catch (IOException e) {
      throw atOnce(e);
    }
  }

  private static ScanException atOnce(IOException error) {
    return new ScanException(error.getMessage(), error);
  }
}
