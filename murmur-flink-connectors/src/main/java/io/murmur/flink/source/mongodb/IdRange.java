package io.murmur.flink.source.mongodb;

import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * A part of a collection: values of {@code _id} that MongoDB compares with one another.
 *
 * @param bracket their kind
 * @param from what comes before all of them; empty to begin at the lowest
 * @param to the last of them; empty to end with the highest
 * @param notBefore a time of the cluster: what is read has to show all changes until then; empty of
 *     a server that has no such times
 * @param snapshot whether the server can show it as it is at one moment
 */
record IdRange(
    TypeBracket bracket,
    Optional<BsonValue> from,
    Optional<BsonValue> to,
    Optional<BsonTimestamp> notBefore,
    boolean snapshot) {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  /** This as the range of a scan. */
  String range() {
    BsonDocument node = new BsonDocument("type", new BsonString(bracket.toString()));
    from.ifPresent(value -> node.put("from", value));
    to.ifPresent(value -> node.put("to", value));
    notBefore.ifPresent(time -> node.put("notBefore", time));
    if (snapshot) {
      node.put("snapshot", BsonBoolean.TRUE);
    }
    return node.toJson(CANONICAL);
  }

  static IdRange of(String range) {
    BsonDocument node = BsonDocument.parse(range);
    return new IdRange(
        TypeBracket.parse(node.getString("type").getValue()),
        Optional.ofNullable(node.get("from")),
        Optional.ofNullable(node.get("to")),
        Optional.ofNullable(node.get("notBefore")).map(BsonValue::asTimestamp),
        node.containsKey("snapshot"));
  }

  /**
   * What the documents of it meet that do not come before a value; that value's own document is
   * among them, and so are those whose values are of another type but compare equal.
   */
  BsonDocument condition(Optional<BsonValue> notBelow) {
    BsonDocument bounds = bracket.all();
    if (!bracket.single()) {
      if (notBelow.isPresent()) {
        bounds.put("$gte", notBelow.get());
      } else if (from.isPresent()) {
        bounds.remove("$gte");
        bounds.put("$gt", from.get());
      }
      to.ifPresent(value -> bounds.put("$lte", value));
    }
    return new BsonDocument("_id", bounds);
  }
}
