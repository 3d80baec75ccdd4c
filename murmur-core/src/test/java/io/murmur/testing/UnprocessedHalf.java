package io.murmur.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** Cuts batch requests in two: what the server gets, and what is reported as unprocessed. */
final class UnprocessedHalf {

  private static final ObjectMapper JSON = new ObjectMapper();

  private UnprocessedHalf() {}

  /** The request with the first half of each table's elements. */
  static String kept(String request) {
    ObjectNode root = parse(request);
    root.path("RequestItems").forEach(table -> remove(elements(table), true));
    return root.toString();
  }

  /** The reply, in which the other halves of the request are unprocessed. */
  static String reported(String request, String reply) {
    JsonNode rest = parse(request).path("RequestItems");
    ObjectNode root = parse(reply);
    boolean isWrite = false;
    ObjectNode unprocessed = JSON.createObjectNode();
    for (var table : rest.properties()) {
      isWrite |= table.getValue().isArray();
      ArrayNode elements = elements(table.getValue());
      remove(elements, false);
      if (!elements.isEmpty()) {
        unprocessed.set(table.getKey(), table.getValue());
      }
    }
    root.set(isWrite ? "UnprocessedItems" : "UnprocessedKeys", unprocessed);
    return root.toString();
  }

  /** A write lists its elements per table, a read has them under Keys. */
  private static ArrayNode elements(JsonNode table) {
    return (ArrayNode) (table.isArray() ? table : table.path("Keys"));
  }

  private static void remove(ArrayNode elements, boolean second) {
    int kept = Math.max(1, elements.size() / 2);
    int from = second ? kept : 0;
    int count = second ? elements.size() - kept : kept;
    for (int i = 0; i < count; i++) {
      elements.remove(from);
    }
  }

  private static ObjectNode parse(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Not a DynamoDB message: " + json, e);
    }
  }
}
