package io.murmur.flink.source.mongodb;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * What a scan reads; empty texts for what is not said.
 *
 * @param filter in extended JSON, as is the projection
 * @param ranges how many are aimed at
 */
record MongoSettings(
    MongoConnection connection,
    String database,
    String collection,
    String filter,
    String projection,
    String readPreference,
    int ranges,
    int pageDocuments)
    implements Serializable {

  /** The first part of the ids of the collection's documents. */
  String origin() {
    return "mongodb:" + database + "." + collection;
  }

  /** What is read, for errors. */
  String what() {
    return "collection '%s.%s' of MongoDB".formatted(database, collection);
  }

  /** The documents to read of those that some other condition is about. */
  BsonDocument filterOf(BsonDocument condition) {
    if (filter.isBlank()) {
      return condition;
    }
    return new BsonDocument("$and", new BsonArray(List.of(condition, parse(filter))));
  }

  BsonDocument projectionOfAll() {
    return parse(projection);
  }

  /**
   * A document of extended JSON; an empty one of an empty text.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static BsonDocument parse(String json) {
    if (json.isBlank()) {
      return new BsonDocument();
    }
    BsonArray documents;
    try {
      // As an array, since the driver overlooks what follows a document.
      documents = BsonArray.parse("[" + json + "]");
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (documents.size() != 1 || !documents.get(0).isDocument()) {
      throw new IllegalArgumentException("it must be one document, {...}");
    }
    return documents.get(0).asDocument();
  }

  /** One line for people and for run ids; names what changes the records, and nothing else. */
  String describe() {
    List<String> parts = new ArrayList<>(Arrays.asList(origin()));
    if (!filter.isBlank()) {
      parts.add("filter " + parse(filter).toJson());
    }
    if (!projection.isBlank()) {
      parts.add("fields " + parse(projection).toJson());
    }
    return String.join(", ", parts);
  }

  /** Without the connection: what that shows of itself is not known here. */
  @Override
  public String toString() {
    return "scan of " + describe();
  }
}
