package io.murmur.swap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.Documents;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps how far the unbounded jobs have written their sources into the tables, so that a promote
 * can tell whether the new table has all that readers have seen in the old one.
 *
 * <p>A job notes a position after its merges are in the table and not before: what is noted is
 * there. Positions only grow, so a note may be repeated or come late.
 */
public final class LivePositions {

  private static final String KIND = "position";
  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Documents documents;

  /** Creates the view of a control table. */
  public LivePositions(Documents documents) {
    this.documents = documents;
  }

  /** Notes a position; parts in which a later one is known keep that. */
  public void note(LivePosition position) {
    documents.update(
        KIND,
        position.table() + "/" + position.writer(),
        before -> write(before.map(LivePositions::read).map(position::orLater).orElse(position)));
  }

  /** The positions of all live writers of a table, in the order of their names. */
  public List<LivePosition> of(String table) {
    return documents.list(KIND).stream()
        .map(d -> read(d.text()))
        .filter(position -> position.table().equals(table))
        .sorted(Comparator.comparing(LivePosition::writer))
        .toList();
  }

  private static String write(LivePosition position) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("table", position.table())
        .put("writer", position.writer())
        .put("at", position.at().toString());
    ObjectNode parts = node.putObject("parts");
    position.parts().forEach(parts::put);
    return node.toString();
  }

  private static LivePosition read(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.path("format").asInt() != FORMAT) {
        throw new IllegalStateException(
            "the control table holds a position of format "
                + node.path("format")
                + "; this version reads "
                + FORMAT
                + ": use a newer version");
      }
      SortedMap<String, Long> parts = new TreeMap<>();
      node.required("parts")
          .properties()
          .forEach(e -> parts.put(e.getKey(), e.getValue().longValue()));
      return new LivePosition(
          node.required("table").textValue(),
          node.required("writer").textValue(),
          parts,
          Instant.parse(node.required("at").textValue()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the control table holds a position that does not parse: " + text, e);
    }
  }
}
