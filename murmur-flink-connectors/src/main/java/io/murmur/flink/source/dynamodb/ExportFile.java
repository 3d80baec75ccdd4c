package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A file of an export, as its manifest has it.
 *
 * @param path where it lies
 * @param md5 the checksum of its (compressed) bytes in base64
 * @param items how many items are in it
 */
record ExportFile(String path, String md5, long items) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** This as the range of a scan. */
  String range() {
    return MAPPER
        .createObjectNode()
        .put("file", path)
        .put("md5", md5)
        .put("items", items)
        .toString();
  }

  static ExportFile of(String range) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(range);
    return new ExportFile(
        node.required("file").textValue(),
        node.required("md5").textValue(),
        node.required("items").longValue());
  }
}
