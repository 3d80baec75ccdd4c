package io.murmur.flink.source;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Unwraps change events of Debezium: the row that a change leads to, with its columns as fields and
 * two more, {@value #OP} (what was done: {@code c}, {@code r}, {@code u} or {@code d}) and {@value
 * #TIME} (when the change was processed, in milliseconds since 1970, if the change says so).
 *
 * <p>Changes may lie bare, {@code {"before": …, "after": …, "op": …}}, or with their schema, {@code
 * {"schema": …, "payload": {…}}}. Of what is created, read by a snapshot, or updated, the row is
 * {@code after}. Rows that are deleted, truncations and messages stand for no event; with {@link
 * #withDeletes()} a deleted row, {@code before}, is one. Each update is an event of its own: what
 * counts events counts changes, not rows.
 */
public final class DebeziumRows implements RecordDecoder<Map<String, Object>> {

  /** The field that says what was done. */
  public static final String OP = "__op";

  /** The field that says when it was processed. */
  public static final String TIME = "__ts_ms";

  private static final long serialVersionUID = 1L;

  private final RecordDecoder<Map<String, Object>> fields = RecordDecoders.fields();
  private final boolean deletes;

  private DebeziumRows(boolean deletes) {
    this.deletes = deletes;
  }

  /** Rows that are deleted stand for no event. */
  public static DebeziumRows withoutDeletes() {
    return new DebeziumRows(false);
  }

  /** Rows that are deleted are events, too, as they were before. */
  public static DebeziumRows withDeletes() {
    return new DebeziumRows(true);
  }

  @Override
  public Map<String, Object> decode(SourceRecord record) throws IOException {
    Map<String, Object> read = fields.decode(record);
    Map<?, ?> change =
        !read.containsKey("op") && read.get("payload") instanceof Map<?, ?> payload
            ? payload
            : read;
    if (!(change.get("op") instanceof String op)) {
      throw new IOException(
          "the record is no change event of Debezium: it has no text 'op', neither itself nor in"
              + " 'payload'; leave 'unwrap' away if records are rows");
    }
    return switch (op) {
      case "c", "r", "u" -> row(record, change, "after", op);
      case "d" -> deletes ? row(record, change, "before", op) : null;
      case "t", "m" -> null;
      default ->
          throw new IOException(
              "the change event has op '%s', which is none of c, r, u, d, t and m".formatted(op));
    };
  }

  private static Map<String, Object> row(
      SourceRecord record, Map<?, ?> change, String image, String op) throws IOException {
    if (!(change.get(image) instanceof Map<?, ?> columns)) {
      throw new IOException(
          "the change event has op '%s' and no '%s': the table must be captured with whole rows%s"
              .formatted(
                  op, image, image.equals("before") ? ", in Postgres REPLICA IDENTITY FULL" : ""));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    columns.forEach((name, value) -> row.put((String) name, value));
    row.put(OP, op);
    if (change.get("ts_ms") != null) {
      row.put(TIME, change.get("ts_ms"));
    }
    record.partitions().forEach(row::putIfAbsent);
    return row;
  }
}
