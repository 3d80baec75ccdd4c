package io.murmur.testing;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the answers of a single server those of a replica set of one member, as far as sessions,
 * times of the cluster and snapshots go. Each command takes a tick of its clock. It says of which
 * time a snapshot is, and shows the documents as they are all the same.
 */
final class MongoTimes {

  private static final long SECONDS = 1_800_000_000L;
  private static final int WIRE_VERSION = 17;
  private static final int SESSION_MINUTES = 30;

  private final AtomicInteger clock = new AtomicInteger(100);
  private final String address;
  private volatile int lag;

  MongoTimes(String address) {
    this.address = address;
  }

  /** How many ticks a snapshot is older than now that is asked for at no time in particular. */
  void lagBehind(int ticks) {
    lag = ticks;
  }

  /** Whether the server itself does not know what to answer. */
  static boolean isOfChangeStream(String command, Document body) {
    return command.equals("aggregate") && body.get("pipeline").toString().contains("$changeStream");
  }

  /** The answer to the beginning of a change stream in which nothing has happened. */
  Document changeStream(String namespace) {
    Document token = new Document("_data", "82" + clock.get());
    Document cursor =
        new Document("id", 0L)
            .append("ns", namespace)
            .append("firstBatch", new ArrayList<>())
            .append("postBatchResumeToken", token);
    return answer("aggregate", new Document(), new Document("cursor", cursor).append("ok", 1));
  }

  Document answer(String command, Document body, Document answer) {
    if (command.equalsIgnoreCase("isMaster") || command.equals("hello")) {
      answer
          .append("setName", "rs")
          .append("hosts", List.of(address))
          .append("me", address)
          .append("primary", address)
          .append("secondary", false)
          .append("maxWireVersion", WIRE_VERSION)
          .append("logicalSessionTimeoutMinutes", SESSION_MINUTES);
    }
    if (body.get("readConcern") instanceof Document concern
        && "snapshot".equals(concern.get("level"))
        && answer.get("cursor") instanceof Document cursor) {
      Object asked = concern.get("atClusterTime");
      cursor.append("atClusterTime", asked == null ? time(clock.get() - lag) : asked);
    }
    return answer.append("operationTime", time(clock.incrementAndGet()));
  }

  private static BsonTimestamp time(int tick) {
    return new BsonTimestamp((SECONDS << Integer.SIZE) + tick);
  }
}
