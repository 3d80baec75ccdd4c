package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the values of one pipeline are laid out: in columns by the parts of a value, or as JSON.
 *
 * @param windowing the pipeline's buckets
 * @param parts the names of the parts of a value
 */
record Rows(Windowing windowing, List<String> parts) {

  /** The layout for a pipeline, told by its identity. */
  static <V> Rows of(Reading<V> reading) {
    V identity = reading.pipeline().monoid().identity();
    return new Rows(
        reading.pipeline().windowing(), List.copyOf(Presented.parts(identity).keySet()));
  }

  /** The headings behind some others. */
  List<String> headings(String... before) {
    List<String> headings = new ArrayList<>(List.of(before));
    headings.addAll(parts);
    return headings;
  }

  /** The cells of a value behind some others. */
  List<String> cells(Object value, String... before) {
    List<String> cells = new ArrayList<>(List.of(before));
    Map<String, Object> found = Presented.parts(value);
    parts.forEach(part -> cells.add(Presented.text(found.get(part))));
    return cells;
  }

  /** When a bucket begins, as text; empty without windows. */
  String bucket(Key key) {
    return windowing.windowed() ? windowing.startOf(key.bucket()).toString() : "";
  }

  /** Adds what bucket a key is of, if there are buckets. */
  void bucket(Key key, ObjectNode node) {
    if (windowing.windowed()) {
      node.put("bucket", key.bucket());
      node.put("from", windowing.startOf(key.bucket()).toString());
      node.put("to", windowing.endOf(key.bucket()).toString());
    }
  }

  /** The number to order values by. */
  Optional<BigDecimal> number(Object value, String part) {
    return Presented.number(Presented.parts(value).get(part));
  }
}
