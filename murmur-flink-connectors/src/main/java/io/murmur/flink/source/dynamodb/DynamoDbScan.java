package io.murmur.flink.source.dynamodb;

import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * A parallel scan of a table of DynamoDB.
 *
 * <pre>{@code
 * DynamoDbScan orders =
 *     DynamoDbScan.of(dynamoDb, "orders")
 *         .segments(64)
 *         .filter("#s = :paid")
 *         .name("#s", "status")
 *         .value(":paid", AttributeValue.fromS("paid"));
 * Bootstrap.of(pipeline)
 *     .from(orders.source().readUnitsPerSecond(500), orders.describe(), decoder)
 *     .handoff(orders.token());
 * }</pre>
 *
 * <p>Each item is a record of plain JSON: a number keeps its 38 digits, a set is an array, bytes
 * are a text in base64. Its id is made of the table and its primary key with the key's types. Items
 * that are inserted during the scan may be read or not, those that are deleted likewise, and
 * neither changes anything for the others. An item that is changed is read as it is when the scan
 * comes by, so its stream may hold a change that the scan has seen: for pipelines over items that
 * change, take a {@link DynamoDbExport}, which is the table at one moment.
 *
 * <p>After a failure a segment goes on after the key of the last item that the checkpoint knows,
 * and reads nothing twice that was emitted before it. When the table is throttled the readers slow
 * down by themselves.
 *
 * <p>Credentials are those of the AWS environment of each process. Needed are the permissions
 * {@code dynamodb:DescribeTable} and {@code dynamodb:Scan}, for the token also {@code
 * dynamodb:DescribeStream}.
 */
public final class DynamoDbScan {

  /** The number of segments, unless set. */
  public static final int DEFAULT_SEGMENTS = 32;

  /** The most segments that DynamoDB allows. */
  public static final int MAX_SEGMENTS = 1_000_000;

  private final DynamoDbConnection connection;
  private final String table;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();
  private int segments = DEFAULT_SEGMENTS;
  private String filter = "";
  private String projection = "";
  private boolean consistent;
  private int pageItems;

  private DynamoDbScan(DynamoDbConnection connection, String table) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.table = Objects.requireNonNull(table, "table");
  }

  /** A scan of all of a table. */
  public static DynamoDbScan of(DynamoDbConnection connection, String table) {
    return new DynamoDbScan(connection, table);
  }

  /**
   * In how many parts the table is read, from 1 to {@value #MAX_SEGMENTS}; {@value
   * #DEFAULT_SEGMENTS} unless set. A reader reads one at a time, so there should be a few for each;
   * an empty one costs a request.
   */
  public DynamoDbScan segments(int count) {
    this.segments = count;
    return this;
  }

  /** Reads only items that a filter expression lets pass. What it does not costs the same. */
  public DynamoDbScan filter(String expression) {
    this.filter = Objects.requireNonNull(expression, "expression");
    return this;
  }

  /** Reads only some attributes, named by a projection expression; the key is always read. */
  public DynamoDbScan projection(String expression) {
    this.projection = Objects.requireNonNull(expression, "expression");
    return this;
  }

  /** Says what attribute a placeholder of an expression stands for, {@code #name}. */
  public DynamoDbScan name(String placeholder, String attribute) {
    names.put(placeholder, attribute);
    return this;
  }

  /** Says what value a placeholder of the filter stands for, {@code :value}. */
  public DynamoDbScan value(String placeholder, AttributeValue value) {
    values.put(placeholder, DynamoJson.write(value));
    return this;
  }

  /** Whether reads are strongly consistent, at twice the price; false unless set. */
  public DynamoDbScan consistentReads(boolean wanted) {
    this.consistent = wanted;
    return this;
  }

  /** The most items of a page; as many as fit into 1 MB unless set. */
  public DynamoDbScan pageItems(int items) {
    if (items < 1) {
      throw new IllegalArgumentException("a page must have 1 item at least, was " + items);
    }
    this.pageItems = items;
    return this;
  }

  /**
   * The source.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public ScanSource source() {
    return ScanSource.of(new DynamoDbScanConnector(settings()));
  }

  /**
   * Takes the position of the table's stream before the scan: its ARN, and of each shard that is
   * open then the sequence number at which it starts, since DynamoDB does not tell the newest one.
   * A live feed reads these shards from there, leaves out changes older than the token's time, and
   * goes on to their children. Of a table without a stream the token has nothing but the time: no
   * live feed can begin there.
   */
  public TokenSource token() {
    return new StreamToken(settings());
  }

  /**
   * How many items and bytes the table has, as DynamoDB counts them about every six hours; a filter
   * is not in it. Asks the database.
   *
   * @throws io.murmur.flink.source.scan.ScanException if the table is not there or may not be
   *     described
   * @throws IOException if it cannot be asked now
   * @throws InterruptedException if asking was interrupted
   */
  public SourceExtent extent() throws IOException, InterruptedException {
    try (DynamoDbAsyncClient client = ScanClients.forQuestions(connection)) {
      TableDescription described = ScanClients.describe(client, table);
      return new SourceExtent(of(described.itemCount()), of(described.tableSizeBytes()));
    }
  }

  private static OptionalLong of(Long count) {
    return count == null ? OptionalLong.empty() : OptionalLong.of(count);
  }

  /** What is read, in one line: the same for the same items. */
  public String describe() {
    return settings().describe();
  }

  ScanSettings settings() {
    List<String> problems = new ArrayList<>();
    if (table.isEmpty()) {
      problems.add("the table needs a name");
    }
    if (segments < 1 || segments > MAX_SEGMENTS) {
      problems.add(
          "the number of segments must be from 1 to %d, was %d".formatted(MAX_SEGMENTS, segments));
    }
    names.keySet().stream()
        .filter(name -> !name.startsWith("#") || !used(name))
        .sorted()
        .forEach(name -> problems.add("the name '%s' %s".formatted(name, complaint(name, "#"))));
    values.keySet().stream()
        .filter(name -> !name.startsWith(":") || !used(name))
        .sorted()
        .forEach(name -> problems.add("the value '%s' %s".formatted(name, complaint(name, ":"))));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the scan of table '%s' cannot be built:%n  - %s"
              .formatted(table, String.join("\n  - ", problems)));
    }
    return new ScanSettings(
        connection, table, segments, filter, projection, names, values, consistent, pageItems);
  }

  private boolean used(String placeholder) {
    return filter.contains(placeholder) || projection.contains(placeholder);
  }

  private static String complaint(String name, String sign) {
    return name.startsWith(sign) ? "is in no expression" : "must begin with " + sign;
  }
}
