package io.murmur.flink.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A dead letter as one line of JSON. The record's bytes are {@code text} where they are UTF-8, else
 * {@code base64}; names are only ever added.
 */
final class LetterFormat {

  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LetterFormat() {}

  /** The line, without its end. */
  static byte[] write(FiledLetter filed) throws IOException {
    DeadLetter letter = filed.letter();
    SourceRecord record = letter.record();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("run", filed.runId())
        .put("pipeline", letter.pipeline())
        .put("stage", letter.stage().name())
        .put("reason", letter.reason())
        .put("origin", record.origin())
        .put("position", record.position());
    letter.eventId().ifPresent(id -> node.put("eventId", id));
    letter.eventTimeMillis().ifPresent(time -> node.put("eventTimeMillis", time));
    if (!record.partitions().isEmpty()) {
      ObjectNode partitions = node.putObject("partitions");
      new TreeMap<>(record.partitions()).forEach(partitions::put);
    }
    record.header().ifPresent(header -> writeHeader(node.putObject("csv"), header));
    record.problem().ifPresent(problem -> node.put("problem", problem));
    node.put("attempt", letter.attempt())
        .put("at", filed.at().toString())
        .put("length", letter.rawLength());
    writeBytes(node, record);
    return MAPPER.writeValueAsBytes(node);
  }

  private static void writeHeader(ObjectNode csv, CsvHeader header) {
    header.columns().forEach(csv.putArray("columns")::add);
    csv.put("delimiter", String.valueOf(header.delimiter()))
        .put("quote", String.valueOf(header.quote()));
  }

  private static void writeBytes(ObjectNode node, SourceRecord record) {
    ByteBuffer bytes = ByteBuffer.wrap(record.buffer(), record.offset(), record.length());
    try {
      node.put("text", StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString());
    } catch (CharacterCodingException e) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      node.put("base64", Base64.getEncoder().encodeToString(copy));
    }
  }

  /**
   * The letter of a line.
   *
   * @param place where the line is, for messages
   * @throws IOException if the line is not a letter, or of a format that a later release writes
   */
  static FiledLetter read(byte[] line, int offset, int length, String place) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(line, offset, length);
      if (node.path("format").asInt() != FORMAT) {
        throw new IOException(
            "%s is a dead letter of format %s; this version reads %d: use a newer version"
                .formatted(place, node.path("format"), FORMAT));
      }
      return read(node);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      throw new IOException("%s is not a dead letter: %s".formatted(place, e.getMessage()), e);
    }
  }

  private static FiledLetter read(JsonNode node) {
    byte[] bytes =
        node.has("base64")
            ? Base64.getDecoder().decode(node.required("base64").textValue())
            : node.required("text").textValue().getBytes(StandardCharsets.UTF_8);
    Map<String, String> partitions = new TreeMap<>();
    node.path("partitions")
        .properties()
        .forEach(p -> partitions.put(p.getKey(), p.getValue().textValue()));
    SourceRecord record =
        new SourceRecord(
            bytes,
            0,
            bytes.length,
            node.required("origin").textValue(),
            node.required("position").longValue(),
            partitions);
    if (node.has("csv")) {
      record.markCsv(readHeader(node.required("csv")));
    }
    text(node, "problem").ifPresent(record::markUnreadable);
    DeadLetter letter =
        new DeadLetter(
            node.required("pipeline").textValue(),
            DeadLetter.Stage.valueOf(node.required("stage").textValue()),
            node.required("reason").textValue(),
            record,
            node.required("length").longValue(),
            node.has("eventTimeMillis")
                ? OptionalLong.of(node.required("eventTimeMillis").longValue())
                : OptionalLong.empty(),
            node.required("attempt").intValue(),
            text(node, "eventId"));
    return new FiledLetter(
        node.required("run").textValue(), letter, Instant.parse(node.required("at").textValue()));
  }

  private static CsvHeader readHeader(JsonNode csv) {
    List<String> columns = new ArrayList<>();
    csv.required("columns").forEach(column -> columns.add(column.textValue()));
    return new CsvHeader(
        columns,
        csv.required("delimiter").textValue().charAt(0),
        csv.required("quote").textValue().charAt(0));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).map(JsonNode::textValue);
  }
}
