package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a table, as DynamoDB divides it.
 *
 * @param number from 0
 * @param of how many there are
 * @param key the names of the table's key attributes, the partition key's first
 */
record Segment(int number, int of, List<String> key) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  Segment {
    key = List.copyOf(key);
  }

  /** This as the range of a scan. */
  String range() {
    ObjectNode node = MAPPER.createObjectNode().put("segment", number).put("of", of);
    ArrayNode names = node.putArray("key");
    key.forEach(names::add);
    return node.toString();
  }

  static Segment of(String range) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(range);
    List<String> key = new ArrayList<>();
    node.required("key").forEach(name -> key.add(name.textValue()));
    return new Segment(node.required("segment").intValue(), node.required("of").intValue(), key);
  }
}
