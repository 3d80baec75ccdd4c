package io.murmur.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real Postgres in a process of its own, with an empty database, ready for logical decoding.
 * Tests get one from {@link PostgresServerExtension}.
 */
public final class PostgresServer implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts an empty server and returns when it answers. */
  public static PostgresServer start() {
    try {
      return new PostgresServer(
          EmbeddedPostgres.builder()
              .setServerConfig("wal_level", "logical")
              .setServerConfig("synchronous_commit", "on") // else decoding lags behind
              .setServerConfig("max_connections", "100")
              .setLocaleConfig("encoding", "UTF8")
              .setLocaleConfig("locale", "C.UTF-8")
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("No Postgres could be started", e);
    }
  }

  /** Where drivers connect. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.getPort());
  }

  /** Who may do everything; no password is asked for. */
  public String user() {
    return "postgres";
  }

  /** A name that no other table has. */
  public static String newTableName(String what) {
    return what + "_" + NAMES.incrementAndGet();
  }

  /** A new connection, which may do everything; the caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), "");
  }

  /** Runs some statements, each on its own. */
  public void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Ends the server. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Postgres did not end", e);
    }
  }
}
