package io.murmur.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in the handoff tokens of the scans of databases: where in the source's stream of changes
 * the scan began, so that a live feed goes on from there. As a token it is a JSON object with a
 * version, which anyone can read.
 *
 * @param source what was scanned, for example {@code dynamodb:orders}
 * @param position where a live feed goes on, in the source's own words, each with a name; empty if
 *     the source has nothing but the time
 * @param ranges the positions at which single ranges of the scan were read, where they have their
 *     own
 * @param takenAt when the position was asked for, before the first row was read
 * @param pipeline the pipeline's name
 * @param run the run's id
 */
public record Handoff(
    String source,
    SortedMap<String, String> position,
    SortedMap<String, String> ranges,
    Instant takenAt,
    String pipeline,
    String run) {

  private static final String FORMAT = "murmur-handoff";
  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Rejects nulls and copies the maps. */
  public Handoff {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(takenAt, "takenAt");
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(run, "run");
    position = Collections.unmodifiableSortedMap(new TreeMap<>(position));
    ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
  }

  /** The same with the positions of single ranges. */
  public Handoff withRanges(SortedMap<String, String> newRanges) {
    return new Handoff(source, position, newRanges, takenAt, pipeline, run);
  }

  /** This as a token. */
  public HandoffToken token() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("version", VERSION)
        .put("source", source)
        .put("takenAt", takenAt.toString())
        .put("pipeline", pipeline)
        .put("run", run);
    ObjectNode where = node.putObject("position");
    position.forEach(where::put);
    if (!ranges.isEmpty()) {
      ObjectNode each = node.putObject("ranges");
      ranges.forEach(each::put);
    }
    return new HandoffToken(node.toString());
  }

  /**
   * What a token says; empty if it is another text, which its maker understands.
   *
   * @throws IllegalArgumentException if it is of a later version, or damaged
   */
  public static Optional<Handoff> read(HandoffToken token) {
    JsonNode node;
    try {
      node = MAPPER.readTree(token.value());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!FORMAT.equals(node.path("format").textValue())) {
      return Optional.empty();
    }
    if (node.path("version").asInt() != VERSION) {
      throw new IllegalArgumentException(
          "the handoff token is of version %s, and this release reads %d: use the release that took it, or a later one"
              .formatted(node.path("version"), VERSION));
    }
    try {
      return Optional.of(
          new Handoff(
              text(node, "source"),
              texts(node.path("position")),
              texts(node.path("ranges")),
              Instant.parse(text(node, "takenAt")),
              text(node, "pipeline"),
              text(node, "run")));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new IllegalArgumentException("the handoff token is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode node, String field) {
    String text = node.required(field).textValue();
    if (text == null) {
      throw new IllegalArgumentException("'%s' is not a text".formatted(field));
    }
    return text;
  }

  private static SortedMap<String, String> texts(JsonNode object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), text(object, entry.getKey())));
    return texts;
  }
}
