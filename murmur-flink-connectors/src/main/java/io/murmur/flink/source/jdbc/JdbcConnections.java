package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/** Opens connections of a scan. */
final class JdbcConnections {

  /** How long a database may say nothing that was asked something, where the URL does not say. */
  static final Duration SILENCE = Duration.ofMinutes(15);

  private JdbcConnections() {}

  /**
   * Opens a connection.
   *
   * @throws ScanException if it can never be opened
   * @throws IOException if it may be another time
   */
  static Connection open(JdbcSettings settings) throws IOException {
    Driver driver = driver(settings.url());
    Properties options = new Properties();
    JdbcLogin login = settings.credentials().login();
    if (!login.user().isEmpty()) {
      options.setProperty("user", login.user());
      options.setProperty("password", login.password());
    }
    for (Map.Entry<String, String> option : Dialect.of(settings).options().entrySet()) {
      if (!settings.url().contains(option.getKey() + "=")) {
        options.setProperty(option.getKey(), option.getValue());
      }
    }
    try {
      return driver.connect(settings.url(), options);
    } catch (SQLException e) {
      throw JdbcErrors.translate(settings, "reached", e);
    }
  }

  /** Asked directly: the driver manager of the JVM does not see the jars of a job. */
  private static Driver driver(String url) throws IOException {
    for (ClassLoader loader :
        new ClassLoader[] {
          JdbcConnections.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
        }) {
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        try {
          if (driver.acceptsURL(url)) {
            return driver;
          }
        } catch (SQLException e) {
          throw new IOException("a driver cannot read the URL " + JdbcUrls.shown(url), e);
        }
      }
    }
    throw new ScanException(
        "no JDBC driver on the class path takes %s: put the driver's jar into Flink's lib folder, or name it with -C"
            .formatted(JdbcUrls.shown(url)));
  }
}
