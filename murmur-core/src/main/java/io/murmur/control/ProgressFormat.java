package io.murmur.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.state.Stamp;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run's progress as a part of its JSON text. */
final class ProgressFormat {

  private ProgressFormat() {}

  static void write(RunProgress progress, ObjectNode node) {
    node.put("checkpoint", progress.checkpoint());
    progress.endedAfter().ifPresent(checkpoint -> node.put("endedAfter", checkpoint));
    write(progress.counts(), node.putObject("counts"));
    write(progress.merges(), node.putObject("merges"));
    ArrayNode writers = node.putArray("writers");
    progress
        .writers()
        .values()
        .forEach(
            mark ->
                writers
                    .addObject()
                    .put("subtask", mark.subtask())
                    .put("of", mark.subtasks())
                    .put("stamp", mark.stamp().toNumber().toPlainString())
                    .put("after", mark.after())
                    .put("last", mark.last()));
  }

  static RunProgress read(JsonNode node) {
    SortedMap<Integer, WriterMark> writers = new TreeMap<>();
    for (JsonNode writer : node.required("writers")) {
      int subtask = writer.required("subtask").intValue();
      writers.put(
          subtask,
          new WriterMark(
              Stamp.ofNumber(new BigDecimal(writer.required("stamp").textValue())),
              writer.required("after").longValue(),
              subtask,
              writer.required("of").intValue(),
              writer.required("last").booleanValue()));
    }
    return new RunProgress(
        node.required("checkpoint").longValue(),
        counts(node.required("counts")),
        node.has("endedAfter")
            ? OptionalLong.of(node.get("endedAfter").longValue())
            : OptionalLong.empty(),
        counts(node.required("merges")),
        writers);
  }

  static RunProgress readCountsOnly(JsonNode counts) {
    return new RunProgress(
        0, counts(counts), OptionalLong.empty(), new TreeMap<>(), new TreeMap<>());
  }

  private static void write(Map<String, Long> counts, ObjectNode node) {
    counts.forEach(node::put);
  }

  private static SortedMap<String, Long> counts(JsonNode node) {
    SortedMap<String, Long> counts = new TreeMap<>();
    node.properties().forEach(e -> counts.put(e.getKey(), e.getValue().longValue()));
    return counts;
  }
}
