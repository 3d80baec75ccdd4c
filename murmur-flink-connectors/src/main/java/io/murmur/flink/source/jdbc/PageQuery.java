package io.murmur.flink.source.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A statement, and which column of the key each of its parameters is compared with: first those of
 * the key to begin after, then those of the key to end at.
 *
 * @param fromColumns the columns' places in the key
 * @param toColumns likewise
 */
record PageQuery(String sql, List<Integer> fromColumns, List<Integer> toColumns) {

  PageQuery {
    fromColumns = List.copyOf(fromColumns);
    toColumns = List.copyOf(toColumns);
  }

  /** The text of a condition, and the columns of its parameters. */
  record Condition(String sql, List<Integer> columns) {}

  /** {@code (a, b) > (?, ?)}, which databases that have it read by one descent into the index. */
  static Condition byRow(List<String> columns, List<String> placeholders, String operator) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      places.add(i);
    }
    return new Condition(
        "(%s) %s (%s)"
            .formatted(String.join(", ", columns), operator, String.join(", ", placeholders)),
        places);
  }

  /**
   * The same for databases that have no comparison of rows, or use no index for it: {@code a >= ?
   * AND (a > ? OR (a = ? AND b > ?))}.
   *
   * @param sign {@code <} or {@code >}
   * @param equal whether an equal key is in, too
   */
  static Condition byColumn(List<String> columns, char sign, boolean equal) {
    List<Integer> places = new ArrayList<>(List.of(0));
    UnaryOperator<String> bound = column -> column + " " + sign + "= ?";
    StringBuilder sql = new StringBuilder(bound.apply(columns.get(0))).append(" AND (");
    int last = columns.size() - 1;
    for (int i = 0; i < last; i++) {
      sql.append("%s %s ? OR (%s = ? AND (".formatted(columns.get(i), sign, columns.get(i)));
      places.add(i);
      places.add(i);
    }
    sql.append("%s %s%s ?".formatted(columns.get(last), sign, equal ? "=" : ""));
    places.add(last);
    sql.append("))".repeat(last)).append(')');
    return new Condition(sql.toString(), places);
  }
}
