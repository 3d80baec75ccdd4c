package io.murmur.flink.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.state.Key;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** A merge that can never succeed, as one line of JSON; names are only ever added. */
final class MergeLetterFormat {

  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private MergeLetterFormat() {}

  /** The line, without its end. */
  static byte[] write(FiledMerge filed) throws IOException {
    MergeDeadLetter letter = filed.letter();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("run", filed.runId())
        .put("pipeline", letter.pipeline())
        .put("reason", letter.reason())
        .put("entity", letter.key().entity())
        .put("bucket", letter.key().bucket())
        .put("events", letter.events())
        .put("value", filed.value())
        .put("delta", letter.delta())
        .put("writer", letter.writer())
        .put("stamp", letter.stamp().toNumber().toPlainString())
        .put("at", filed.at().toString());
    letter.eventIds().forEach(node.putArray("eventIds")::add);
    return MAPPER.writeValueAsBytes(node);
  }

  /**
   * The letter of a line.
   *
   * @param place where the line is, for messages
   * @throws IOException if the line is not a letter, or of a format that a later release writes
   */
  static FiledMerge read(byte[] line, int offset, int length, String place) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(line, offset, length);
      if (node.path("format").asInt() != FORMAT) {
        throw new IOException(
            "%s is a merge of format %s; this version reads %d: use a newer version"
                .formatted(place, node.path("format"), FORMAT));
      }
      List<String> ids = new ArrayList<>();
      node.required("eventIds").forEach(id -> ids.add(id.textValue()));
      MergeDeadLetter letter =
          new MergeDeadLetter(
              node.required("pipeline").textValue(),
              node.required("writer").textValue(),
              Stamp.ofNumber(new BigDecimal(node.required("stamp").textValue())),
              new Key(node.required("entity").textValue(), node.required("bucket").longValue()),
              node.required("delta").textValue(),
              node.required("events").longValue(),
              ids,
              node.required("reason").textValue());
      return new FiledMerge(
          node.required("run").textValue(),
          letter,
          node.required("value").textValue(),
          Instant.parse(node.required("at").textValue()));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      throw new IOException(
          "%s is not a merge that failed: %s".formatted(place, e.getMessage()), e);
    }
  }
}
