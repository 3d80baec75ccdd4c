package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A part of a table.
 *
 * @param shape the fingerprint of what the table looked like
 * @param snapshot the snapshot to read it in, of those that can be shared
 * @param from the key after which it begins; empty for the table's first
 * @param to the key at which it ends, which is still in it; empty for the table's last
 */
record KeyRange(
    String shape, Optional<String> snapshot, Optional<String> from, Optional<String> to) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** This as the range of a scan. */
  String range() {
    ObjectNode node = MAPPER.createObjectNode().put("shape", shape);
    snapshot.ifPresent(id -> node.put("snapshot", id));
    from.ifPresent(key -> node.put("from", key));
    to.ifPresent(key -> node.put("to", key));
    return node.toString();
  }

  static KeyRange of(String range) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(range);
    return new KeyRange(
        node.required("shape").textValue(),
        text(node, "snapshot"),
        text(node, "from"),
        text(node, "to"));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue());
  }
}
