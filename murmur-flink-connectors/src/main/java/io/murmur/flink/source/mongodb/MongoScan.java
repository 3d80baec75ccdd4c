package io.murmur.flink.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonNumber;

/**
 * A parallel scan of a collection of MongoDB, in ranges of {@code _id}, whatever its types.
 *
 * <pre>{@code
 * MongoScan orders =
 *     MongoScan.of(() -> System.getenv("ORDERS_MONGODB"), "shop", "orders")
 *         .filter("{\"status\": \"paid\"}")
 *         .projection("{\"amount\": 1, \"region\": 1}")
 *         .readPreference("secondaryPreferred")
 *         .ranges(64);
 * Bootstrap.of(pipeline)
 *     .from(orders.source().recordsPerSecond(20_000), orders.describe(), decoder)
 *     .handoff(orders.token());
 * }</pre>
 *
 * <p>Each document is a record of plain JSON: numbers keep all their digits, a date is a text of
 * ISO 8601, an object id is a text of its hexadecimal digits, bytes are a text in base64. Its id is
 * made of the collection and its {@code _id} with its type: {@code 1}, {@code NumberLong(1)} and
 * {@code "1"} are three. Documents that are inserted during the scan may be read or not, those that
 * are deleted likewise, and neither changes anything for the others. A document that is changed is
 * read as it is when the scan comes by: of a replica set or a sharded cluster each range is read at
 * one moment, which the range's position in the {@linkplain #token() token} says; a single server
 * says nothing of the kind.
 *
 * <p>After a failure a range goes on after the {@code _id} of the last document that the checkpoint
 * knows, and reads nothing twice that was emitted before it.
 *
 * <p>How fast all readers together may read is the source's setting: {@link
 * ScanSource#recordsPerSecond}. Needed are the actions {@code find} and, for a token that is more
 * than a time, {@code changeStream} on the collection.
 */
public final class MongoScan {

  /** The number of ranges that are aimed at, unless set. */
  public static final int DEFAULT_RANGES = 32;

  /** The most ranges that may be aimed at. */
  public static final int MAX_RANGES = 10_000;

  /** The most documents of a page, unless set. */
  public static final int DEFAULT_PAGE_DOCUMENTS = 1_000;

  /** The most documents that a page may be allowed. */
  public static final int MAX_PAGE_DOCUMENTS = 1_000_000;

  private final MongoConnection connection;
  private final String database;
  private final String collection;
  private String filter = "";
  private String projection = "";
  private String readPreference = "";
  private int ranges = DEFAULT_RANGES;
  private int pageDocuments = DEFAULT_PAGE_DOCUMENTS;

  private MongoScan(MongoConnection connection, String database, String collection) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.database = Objects.requireNonNull(database, "database");
    this.collection = Objects.requireNonNull(collection, "collection");
  }

  /**
   * A scan of all of a collection.
   *
   * @param connection where it is, with what the server asks of those who connect
   * @param database the database's name; one in the connection string does not count
   * @param collection the collection's name; not that of a view, whose {@code _id} need not be
   *     unique
   */
  public static MongoScan of(MongoConnection connection, String database, String collection) {
    return new MongoScan(connection, database, collection);
  }

  /**
   * What is wrong with a connection string, in words that go on after its name and repeat nothing
   * of it; empty if nothing is. Nobody is asked: whether the server is there is another matter.
   */
  public static Optional<String> problem(String connectionString) {
    return MongoUris.problem(connectionString);
  }

  /**
   * Reads only documents that match.
   *
   * @param json a query in MongoDB's extended JSON, for example {@code {"amount": {"$gt": 10}}}
   */
  public MongoScan filter(String json) {
    this.filter = Objects.requireNonNull(json, "json");
    return this;
  }

  /**
   * Reads only some fields; {@code _id} is always read.
   *
   * @param json a projection in MongoDB's extended JSON, for example {@code {"amount": 1}}
   */
  public MongoScan projection(String json) {
    this.projection = Objects.requireNonNull(json, "json");
    return this;
  }

  /**
   * Which members of a replica set are read; what the connection string says unless set.
   *
   * @param name {@code primary}, {@code primaryPreferred}, {@code secondary}, {@code
   *     secondaryPreferred} or {@code nearest}
   */
  public MongoScan readPreference(String name) {
    this.readPreference = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * In how many parts the collection is read, about, from 1 to {@value #MAX_RANGES}; {@value
   * #DEFAULT_RANGES} unless set. A reader reads one at a time, so there should be a few for each.
   * There are fewer if the collection is small, and one more for each further type of {@code _id};
   * and of a replica set so few that the token can hold their positions, about 700 with object ids.
   */
  public MongoScan ranges(int count) {
    this.ranges = count;
    return this;
  }

  /**
   * The most documents of a page, from 1 to {@value #MAX_PAGE_DOCUMENTS}; {@value
   * #DEFAULT_PAGE_DOCUMENTS} unless set. It is smaller where the documents are large: a page ends
   * with the document that makes it more than 16 MB.
   */
  public MongoScan pageDocuments(int documents) {
    this.pageDocuments = documents;
    return this;
  }

  /**
   * The source.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public ScanSource source() {
    return ScanSource.of(new MongoScanConnector(settings()));
  }

  /**
   * Takes the position of the collection's change stream before the scan. Of a replica set or a
   * sharded cluster it has:
   *
   * <ul>
   *   <li>{@code resumeToken}: what a change stream resumes after;
   *   <li>{@code operationTime}: the time of the cluster then, what a change stream starts at whose
   *       resume token is not known to the server any more; a {@code $timestamp} of extended JSON.
   * </ul>
   *
   * Each range of it has the time of the cluster at which the range was read, in the same form: a
   * change of that time or before is in what was read of the range. (After a failure a range goes
   * on at a later time; the first one is said.)
   *
   * <p>Of a single server, which has no such times, it has {@code serverClock}, the time of day on
   * the server's clock, and says so with {@code basis}: {@code server-clock} instead of {@code
   * cluster-time}. A live feed begins at that second, and may see changes that the scan has seen.
   */
  public TokenSource token() {
    return new ChangeStreamToken(settings());
  }

  /**
   * How many documents the collection has, as its metadata say; a filter is not in it. Asks the
   * server.
   *
   * @throws io.murmur.flink.source.scan.ScanException if the collection is not there or may not be
   *     read
   * @throws IOException if it cannot be asked now
   */
  public SourceExtent extent() throws IOException {
    MongoSettings asked = settings();
    try (ScannedCollection scanned = new ScannedCollection(asked)) {
      scanned.require();
      return SourceExtent.ofRows(scanned.documents().estimatedDocumentCount());
    } catch (MongoException e) {
      throw MongoErrors.translate(asked, "counted", e);
    }
  }

  /**
   * What is read, in one line: the same for the same documents, and without any secret. Of the
   * connection string it has the hosts.
   *
   * @throws io.murmur.flink.source.scan.ScanException if that is not known in this process
   */
  public String describe() {
    MongoSettings asked = settings();
    return asked.describe() + " at " + MongoUris.hosts(MongoConnections.text(asked));
  }

  MongoSettings settings() {
    List<String> problems = new ArrayList<>();
    if (database.isEmpty()) {
      problems.add("the database needs a name");
    }
    if (collection.isEmpty()) {
      problems.add("the collection needs a name");
    }
    if (ranges < 1 || ranges > MAX_RANGES) {
      problems.add(
          "the number of ranges must be from 1 to %d, was %d".formatted(MAX_RANGES, ranges));
    }
    if (pageDocuments < 1 || pageDocuments > MAX_PAGE_DOCUMENTS) {
      problems.add(
          "a page must have from 1 to %d documents, was %d"
              .formatted(MAX_PAGE_DOCUMENTS, pageDocuments));
    }
    parse("filter", filter, problems);
    BsonDocument fields = parse("projection", projection, problems);
    if (fields.containsKey("_id") && !isOn(fields)) {
      problems.add("the projection must leave '_id' as it is, since events are told apart by it");
    }
    if (!readPreference.isEmpty()) {
      try {
        ReadPreference.valueOf(readPreference);
      } catch (IllegalArgumentException e) {
        problems.add(
            "there is no read preference '%s': it is primary, primaryPreferred, secondary,"
                    .formatted(readPreference)
                + " secondaryPreferred or nearest");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the scan of collection '%s.%s' cannot be built:%n  - %s"
              .formatted(database, collection, String.join("\n  - ", problems)));
    }
    return new MongoSettings(
        connection,
        database,
        collection,
        filter,
        projection,
        readPreference,
        ranges,
        pageDocuments);
  }

  private static boolean isOn(BsonDocument projection) {
    var id = projection.get("_id");
    return id.isBoolean() ? id.asBoolean().getValue() : id.isNumber() && isNotZero(id.asNumber());
  }

  private static boolean isNotZero(BsonNumber number) {
    return number.doubleValue() != 0;
  }

  private static BsonDocument parse(String what, String json, List<String> problems) {
    try {
      return MongoSettings.parse(json);
    } catch (IllegalArgumentException e) {
      problems.add("the %s is no document of extended JSON: %s".formatted(what, e.getMessage()));
      return new BsonDocument();
    }
  }
}
