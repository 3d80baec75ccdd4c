package io.murmur.flink.source.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.TokenSource;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/** Takes the position of a collection's change stream. */
record ChangeStreamToken(MongoSettings settings) implements TokenSource {

  /** Unauthorized, and those of servers that have no change streams. */
  private static final Set<Integer> NO_STREAM = Set.of(MongoErrors.UNAUTHORIZED, 59, 115, 40573);

  private static final int COMMAND_NOT_FOUND = 59;

  @Override
  public HandoffToken capture(String pipeline, String run) {
    Instant before = Instant.now();
    try (ScannedCollection scanned = new ScannedCollection(settings)) {
      scanned.require();
      return new Handoff(
              settings.origin(), position(scanned), new TreeMap<>(), before, pipeline, run)
          .token();
    } catch (MongoException e) {
      throw atOnce(MongoErrors.translate(settings, "asked for its position", e));
    } catch (IOException e) {
      throw atOnce(e);
    }
  }

  private static ScanException atOnce(IOException error) {
    return new ScanException(error.getMessage(), error);
  }

  private SortedMap<String, String> position(ScannedCollection scanned) {
    SortedMap<String, String> position = new TreeMap<>();
    if (scanned.hasSessions()) {
      resumeToken(scanned).ifPresent(token -> position.put("resumeToken", token));
    }
    Optional<BsonTimestamp> time = scanned.time();
    if (time.isPresent()) {
      position.put("basis", "cluster-time");
      position.put("operationTime", ClusterTime.text(time.get()));
    } else {
      ofServer(hello(scanned), position);
    }
    return position;
  }

  /** A server without sessions may say a time of its operations all the same. */
  private static void ofServer(BsonDocument hello, SortedMap<String, String> position) {
    if (hello.isTimestamp("operationTime")) {
      position.put("basis", "cluster-time");
      position.put("operationTime", ClusterTime.text(hello.getTimestamp("operationTime")));
      return;
    }
    position.put("basis", "server-clock");
    if (hello.isDateTime("localTime")) {
      long millis = hello.getDateTime("localTime").getValue();
      position.put("serverClock", Instant.ofEpochMilli(millis).toString());
    }
  }

  private BsonDocument hello(ScannedCollection scanned) {
    var database = scanned.client().getDatabase(settings.database());
    try {
      return database.runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != COMMAND_NOT_FOUND) {
        throw e;
      }
      // The name that it had until MongoDB 4.4.
      return database.runCommand(
          new BsonDocument("isMaster", new BsonInt32(1)), BsonDocument.class);
    }
  }

  /** Empty if the user may not open a change stream, or the server has none. */
  private static Optional<String> resumeToken(ScannedCollection scanned) {
    try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> changes =
        scanned.ofPrimary().watch().maxAwaitTime(1, TimeUnit.MILLISECONDS).cursor()) {
      if (changes.getResumeToken() == null) {
        changes.tryNext();
      }
      return Optional.ofNullable(changes.getResumeToken()).map(BsonDocument::toJson);
    } catch (MongoCommandException e) {
      if (NO_STREAM.contains(e.getErrorCode())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
