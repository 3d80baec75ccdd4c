package io.murmur.flink.source.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/** A client of a scan, and what it asks about the collection beside reading it. */
final class ScannedCollection implements AutoCloseable {

  static final BsonDocument BY_ID = new BsonDocument("_id", new BsonInt32(1));

  private static final Set<ClusterType> WITH_SESSIONS =
      Set.of(ClusterType.REPLICA_SET, ClusterType.SHARDED, ClusterType.LOAD_BALANCED);

  /** Of MongoDB 5.0: the first that reads a snapshot outside of transactions. */
  private static final int SNAPSHOT_WIRE_VERSION = 13;

  private final MongoSettings settings;
  private final MongoClient client;

  ScannedCollection(MongoSettings settings) throws IOException {
    this.settings = settings;
    this.client = MongoConnections.open(settings);
  }

  MongoClient client() {
    return client;
  }

  private MongoDatabase database() {
    return client.getDatabase(settings.database());
  }

  /** To be read, by the members that the settings say. */
  MongoCollection<RawBsonDocument> documents() {
    MongoCollection<RawBsonDocument> collection =
        database().getCollection(settings.collection(), RawBsonDocument.class);
    return settings.readPreference().isEmpty()
        ? collection
        : collection.withReadPreference(ReadPreference.valueOf(settings.readPreference()));
  }

  /** As the primary has it, which knows of every change. */
  MongoCollection<RawBsonDocument> ofPrimary() {
    return documents().withReadPreference(ReadPreference.primary());
  }

  /**
   * Makes sure that it is there, and that it has an order to be read in.
   *
   * @throws ScanException if it is not or has not
   */
  void require() {
    BsonDocument named = new BsonDocument("name", new BsonString(settings.collection()));
    BsonDocument command =
        new BsonDocument("listCollections", new BsonInt32(1))
            .append("filter", named)
            .append("nameOnly", BsonBoolean.TRUE)
            .append("authorizedCollections", BsonBoolean.TRUE);
    String type =
        database()
            .runCommand(command, ReadPreference.primaryPreferred(), BsonDocument.class)
            .getDocument("cursor")
            .getArray("firstBatch")
            .stream()
            .map(entry -> entry.asDocument())
            .filter(entry -> entry.get("name").equals(named.get("name")))
            .map(entry -> entry.getString("type", new BsonString("collection")).getValue())
            .findFirst()
            .orElseThrow(
                () ->
                    new ScanException(
                        "%s cannot be scanned: there is no collection of this name, or the user may not see it; correct its name or the database's, or grant find on it"
                            .formatted(settings.what())));
    if (!type.equals("collection")) {
      throw new ScanException(
          "%s cannot be scanned: it is a %s, which need not have one document for each _id; scan the collection that it is made of"
              .formatted(settings.what(), type));
    }
  }

  /** Whether the server has sessions, and with them times of a cluster. Asks it, if need be. */
  boolean hasSessions() {
    if (client.getClusterDescription().getLogicalSessionTimeoutMinutes() == null) {
      database().runCommand(new BsonDocument("ping", new BsonInt32(1)));
    }
    ClusterDescription cluster = client.getClusterDescription();
    return cluster.getLogicalSessionTimeoutMinutes() != null
        && WITH_SESSIONS.contains(cluster.getType());
  }

  /**
   * The time of the cluster now: all changes that anyone was told of are of that time or before.
   * Empty of a single server, which has none.
   */
  Optional<BsonTimestamp> time() {
    if (!hasSessions()) {
      return Optional.empty();
    }
    try (ClientSession session = client.startSession()) {
      // Not a ping: of a sharded cluster every shard should be asked.
      ofPrimary().find(session).projection(BY_ID).hint(BY_ID).limit(1).first();
      return Optional.ofNullable(session.getOperationTime());
    }
  }

  /** Whether the server shows the collection as it is at one moment. Asks it. */
  boolean hasSnapshots() {
    boolean recent =
        client.getClusterDescription().getServerDescriptions().stream()
            .filter(server -> server.isOk())
            .allMatch(server -> server.getMaxWireVersion() >= SNAPSHOT_WIRE_VERSION);
    if (!recent || !hasSessions()) {
      return false;
    }
    try (ReadSession session = ReadSession.snapshot(client, Optional.empty())) {
      documents().find(session.session()).projection(BY_ID).hint(BY_ID).limit(1).first();
      return session.time().isPresent();
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == MongoErrors.UNAUTHORIZED) {
        throw e;
      }
      // One that speaks the protocol of such a version, but does not have all of it.
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
