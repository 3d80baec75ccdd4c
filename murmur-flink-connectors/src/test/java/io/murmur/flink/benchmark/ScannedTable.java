package io.murmur.flink.benchmark;

import io.murmur.flink.source.dynamodb.DynamoDbScan;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.source.jdbc.JdbcCredentials;
import io.murmur.flink.source.jdbc.JdbcScan;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.MariaDbServer;
import io.murmur.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A full table of a real server.
 *
 * @param name of the server
 * @param rows how many there are
 * @param loop reads all of them as a client does that is written in an hour, in one thread
 * @param scan reads them as a job does
 * @param server that is ended at last
 */
record ScannedTable(String name, long rows, Loop loop, ScanSource scan, AutoCloseable server) {

  private static final int FETCH = 1_000;

  /** Reads a table and counts its rows. */
  interface Loop {
    long read() throws Exception;
  }

  static ScannedTable postgres(long rows) throws Exception {
    PostgresServer server = PostgresServer.start();
    server.run(
        "CREATE TABLE orders (id bigint PRIMARY KEY, region text, amount numeric(12,2), at"
            + " timestamptz, note text)",
        ("INSERT INTO orders SELECT i, 'region ' || i %% 50, i / 7.0, timestamptz '2026-01-01' + i"
                + " * interval '1 second', CASE WHEN i %% 3 = 0 THEN 'note ' || i END FROM"
                + " generate_series(1, %d) i")
            .formatted(rows),
        "VACUUM ANALYZE orders");
    return new ScannedTable(
        "Postgres",
        rows,
        () -> sql(server.url(), server.user()),
        JdbcScan.of(server.url(), "public.orders")
            .credentials(JdbcCredentials.of(server.user(), ""))
            .source(),
        server);
  }

  static ScannedTable mariaDb(long rows) throws Exception {
    MariaDbServer server = MariaDbServer.start();
    server.run(
        "CREATE TABLE orders (id bigint PRIMARY KEY, region varchar(50), amount decimal(12,2), at"
            + " datetime, note varchar(50))",
        ("INSERT INTO orders SELECT seq, concat('region ', seq %% 50), seq / 7.0, timestamp"
                + " '2026-01-01 00:00:00' + interval seq second, if(seq %% 3 = 0, concat('note ',"
                + " seq), null) FROM seq_1_to_%d")
            .formatted(rows),
        "ANALYZE TABLE orders");
    return new ScannedTable(
        "MariaDB",
        rows,
        () -> sql(server.url(), server.user()),
        JdbcScan.of(server.url(), "test.orders")
            .credentials(JdbcCredentials.of(server.user(), ""))
            .source(),
        server);
  }

  private static long sql(String url, String user) throws Exception {
    long rows = 0;
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(FETCH);
      try (ResultSet result = statement.executeQuery("SELECT * FROM orders ORDER BY id")) {
        int columns = result.getMetaData().getColumnCount();
        StringBuilder line = new StringBuilder();
        while (result.next()) {
          line.setLength(0);
          for (int i = 1; i <= columns; i++) {
            line.append(result.getString(i)).append(',');
          }
          if (line.length() > columns) {
            rows++;
          }
        }
      }
    }
    return rows;
  }

  static ScannedTable dynamoDb(long rows) {
    DynamoDbLocal server = DynamoDbLocal.start();
    DynamoDbTable table;
    try (DynamoDbAsyncClient client = server.asyncClient().build()) {
      table = DynamoDbTable.create(client, false);
      table.fill(Math.toIntExact(rows), ScannedTable::item);
    }
    String name = table.name();
    return new ScannedTable(
        "DynamoDB",
        rows,
        () -> {
          try (DynamoDbClient client = server.client().build()) {
            return client.scanPaginator(r -> r.tableName(name)).items().stream()
                .filter(item -> item.get("amount").n() != null)
                .count();
          }
        },
        DynamoDbScan.of(DynamoDbTable.at(server.endpoint()), name).segments(8).source(),
        server);
  }

  private static Map<String, AttributeValue> item(int i) {
    return Map.of(
        "id",
        AttributeValue.fromS("order " + i),
        "region",
        AttributeValue.fromS("region " + i % 50),
        "amount",
        AttributeValue.fromN(Integer.toString(i)),
        "note",
        AttributeValue.fromS("note " + i));
  }
}
