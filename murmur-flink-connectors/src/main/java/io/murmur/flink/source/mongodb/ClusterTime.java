package io.murmur.flink.source.mongodb;

import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/** Times of a cluster as texts, in extended JSON. */
final class ClusterTime {

  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private ClusterTime() {}

  /** {@code {"$timestamp": {"t": 1772359200, "i": 3}}}. */
  static String text(BsonTimestamp time) {
    return "{\"$timestamp\": {\"t\": %d, \"i\": %d}}"
        .formatted(time.getTime() & UNSIGNED, time.getInc() & UNSIGNED);
  }

  static BsonTimestamp parse(String text) {
    BsonValue value = BsonDocument.parse("{\"time\": " + text + "}").get("time");
    return value.asTimestamp();
  }
}
