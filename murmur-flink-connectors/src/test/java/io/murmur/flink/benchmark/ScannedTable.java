package io.murmur.flink.benchmark;

import com.mongodb.client.MongoCollection;
import io.murmur.flink.source.dynamodb.DynamoDbScan;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.source.jdbc.JdbcCredentials;
import io.murmur.flink.source.jdbc.JdbcScan;
import io.murmur.flink.source.mongodb.MongoScan;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.MariaDbServer;
import io.murmur.testing.MongoLocal;
import io.murmur.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
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

  /** DynamoDB Local goes through the whole table for each segment: as few as there are readers. */
  private static final int SEGMENTS = 2;

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

  static ScannedTable mongoDb(long rows) {
    MongoLocal server = MongoLocal.start();
    String address = server.connectionString();
    var orders = server.client().getDatabase("shop").getCollection("orders", RawBsonDocument.class);
    for (long from = 0; from < rows; from += FETCH) {
      orders.insertMany(
          LongStream.range(from, Math.min(rows, from + FETCH))
              .mapToObj(
                  i ->
                      RawBsonDocument.parse(
                          ("{\"_id\": %d, \"region\": \"region %d\", \"amount\": %d, \"note\":"
                                  + " \"note %d\"}")
                              .formatted(i, i % 50, i, i)))
              .toList());
    }
    return new ScannedTable(
        "MongoDB",
        rows,
        () -> mongoDb(orders),
        MongoScan.of(() -> address, "shop", "orders").source(),
        server);
  }

  /** By pages, as the scan: this server sorts the collection for each. */
  private static long mongoDb(MongoCollection<RawBsonDocument> orders) {
    long read = 0;
    BsonDocument rest = new BsonDocument();
    while (true) {
      long before = read;
      for (RawBsonDocument order :
          orders.find(rest).sort(new BsonDocument("_id", new BsonInt32(1))).limit(FETCH)) {
        rest = new BsonDocument("_id", new BsonDocument("$gt", order.get("_id")));
        read += order.get("amount").isNull() ? 0 : 1;
      }
      if (read == before) {
        return read;
      }
    }
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
            return IntStream.range(0, SEGMENTS)
                .mapToLong(segment -> dynamoDb(client, name, segment))
                .sum();
          }
        },
        DynamoDbScan.of(DynamoDbTable.at(server.endpoint()), name).segments(SEGMENTS).source(),
        server);
  }

  private static long dynamoDb(DynamoDbClient client, String name, int segment) {
    return client
        .scanPaginator(r -> r.tableName(name).segment(segment).totalSegments(SEGMENTS))
        .items()
        .stream()
        .filter(item -> item.get("amount").n() != null)
        .count();
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
