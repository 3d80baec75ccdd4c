package io.murmur.flink.source.mongodb;

import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * The {@code _id} of a document, and the moment at which it was read, as texts in MongoDB's
 * canonical extended JSON, which keeps the types: {@code {"_id": {"$numberInt": "1"}}}, {@code
 * {"_id": {"$numberLong": "1"}}} and {@code {"_id": "1"}} are three. The first is the second part
 * of event ids; both together are what a scan goes on after.
 *
 * @param id the value
 * @param at the time of the cluster at which it was read; empty if it was read at no time in
 *     particular
 */
record DocumentId(BsonValue id, Optional<BsonTimestamp> at) {

  private static final String ID = "_id";
  private static final String AT = "at";
  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  /** The {@code _id} alone. */
  static String key(BsonValue id) {
    return new BsonDocument(ID, id).toJson(CANONICAL);
  }

  String key() {
    return key(id);
  }

  /** What to go on after, of a document with this key that was read at some time. */
  static String resume(String key, Optional<BsonTimestamp> at) {
    return at.map(
            time ->
                key.substring(0, key.length() - 1) + ", \"at\": " + ClusterTime.text(time) + "}")
        .orElse(key);
  }

  /** What a text says to go on after. */
  static DocumentId of(String resume) {
    BsonDocument read = BsonDocument.parse(resume);
    return new DocumentId(
        read.get(ID), Optional.ofNullable(read.get(AT)).map(BsonValue::asTimestamp));
  }
}
