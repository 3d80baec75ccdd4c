package io.murmur.flink.source.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Opens clients of a scan. */
final class MongoConnections {

  /** What cannot be reached is known after this time, unless the connection string says another. */
  private static final long SELECTION_SECONDS = 10;

  /** How long a server may say nothing that was asked something, likewise. */
  private static final int SILENCE_MINUTES = 15;

  private MongoConnections() {}

  /**
   * Opens a client, which connects when it is first asked something.
   *
   * @throws ScanException if what is said of the server can never be right
   * @throws IOException if it may be another time
   */
  static MongoClient open(MongoSettings settings) throws IOException {
    ConnectionString address = address(settings);
    MongoClientSettings.Builder options =
        MongoClientSettings.builder().applyConnectionString(address);
    if (address.getServerSelectionTimeout() == null) {
      options.applyToClusterSettings(
          cluster -> cluster.serverSelectionTimeout(SELECTION_SECONDS, TimeUnit.SECONDS));
    }
    if (address.getSocketTimeout() == null) {
      options.applyToSocketSettings(
          socket -> socket.readTimeout(SILENCE_MINUTES, TimeUnit.MINUTES));
    }
    if (address.getApplicationName() == null) {
      options.applicationName("murmur scan");
    }
    return MongoClients.create(options.build());
  }

  /** Never says what was given, which most often holds a password; what the driver says may. */
  @SuppressWarnings("UnusedException")
  private static ConnectionString address(MongoSettings settings) throws IOException {
    String text = text(settings);
    try {
      return new ConnectionString(text);
    } catch (IllegalArgumentException e) {
      throw new ScanException(
          settings.what() + " cannot be reached: its connection string " + MongoUris.WRONG);
    } catch (MongoException e) {
      // Of mongodb+srv://: what is said of the hosts is asked of a name server.
      throw new IOException(
          "%s cannot be reached: the name server does not tell its hosts (%s)"
              .formatted(settings.what(), e.getClass().getSimpleName()));
    }
  }

  /**
   * The connection string.
   *
   * @throws ScanException if it is not known in this process
   */
  static String text(MongoSettings settings) {
    String text;
    try {
      text = settings.connection().connectionString();
    } catch (ScanException e) {
      throw e;
    } catch (Exception e) {
      throw new ScanException(
          "%s cannot be reached: its connection string is not known in this process (%s)"
              .formatted(settings.what(), e),
          e);
    }
    if (text == null || text.isBlank()) {
      throw new ScanException(
          "%s cannot be reached: its connection string is empty in this process; set it for the client, the job manager and the task managers"
              .formatted(settings.what()));
    }
    return text;
  }
}
