package io.murmur.flink.source.jdbc;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a table, as the database's catalog has it.
 *
 * @param schema the schema, or what MySQL calls a database; empty for the one that the connection
 *     is in
 * @param table the name in it
 */
record TableName(String schema, String table) implements Serializable {

  /**
   * Reads {@code table}, {@code schema.table}, or either with a part in double quotes.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static TableName parse(String text) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at <= text.length()) {
      int end;
      if (at < text.length() && text.charAt(at) == '"') {
        end = text.indexOf('"', at + 1);
        if (end < 0) {
          throw new IllegalArgumentException("the table's name has no closing quote: " + text);
        }
        parts.add(text.substring(at + 1, end));
        end++;
      } else {
        end = text.indexOf('.', at) < 0 ? text.length() : text.indexOf('.', at);
        parts.add(text.substring(at, end));
      }
      if (end < text.length() && text.charAt(end) != '.') {
        throw new IllegalArgumentException("the table's name goes on after a quote: " + text);
      }
      at = end + 1;
    }
    if (parts.size() > 2 || parts.contains("")) {
      throw new IllegalArgumentException(
          "the table must be named as table or schema.table, was '%s'".formatted(text));
    }
    return parts.size() == 1
        ? new TableName("", parts.get(0))
        : new TableName(parts.get(0), parts.get(1));
  }

  /** As it is read; a part with a dot in quotes. */
  @Override
  public String toString() {
    return schema.isEmpty() ? part(table) : part(schema) + "." + part(table);
  }

  private static String part(String name) {
    return name.indexOf('.') < 0 ? name : '"' + name + '"';
  }
}
