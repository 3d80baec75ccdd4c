package io.murmur.flink.source.mongodb;

import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * A document that the server gave.
 *
 * @param document all of it
 * @param id its {@code _id}
 * @param key that as a text, which keeps its type
 */
record FoundDocument(RawBsonDocument document, BsonValue id, String key) {

  static FoundDocument of(RawBsonDocument document) {
    BsonValue id = document.get("_id");
    return new FoundDocument(document, id, DocumentId.key(id));
  }
}
