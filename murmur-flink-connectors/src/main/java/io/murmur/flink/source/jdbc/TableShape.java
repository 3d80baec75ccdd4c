package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * What of a table is read.
 *
 * @param table its name, quoted
 * @param columns those that are read, the key's among them
 * @param key those in whose order it is read
 */
record TableShape(String table, List<Column> columns, List<Column> key) {

  TableShape {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /**
   * Chooses the columns and the key that were asked for.
   *
   * @param all the table's columns
   * @param primary the names of the primary key's; empty if there is none
   * @param unique the names of those of each unique index
   */
  static TableShape choose(
      JdbcSettings settings,
      String quoted,
      List<Column> all,
      List<String> primary,
      List<? extends Set<String>> unique) {
    Set<String> wanted = new LinkedHashSet<>(settings.columns());
    wanted.addAll(settings.key());
    for (String name : wanted) {
      if (all.stream().noneMatch(column -> column.name().equals(name))) {
        throw new ScanException(
            "%s has no column '%s'; it has %s: correct the columns or the key"
                .formatted(settings.what(), name, names(all)));
      }
    }
    List<String> key = settings.key().isEmpty() ? primary : settings.key();
    if (key.isEmpty()) {
      throw new ScanException(
          "%s has no primary key, so its rows cannot be told apart: name the columns of a unique index with key(…), or give it a primary key"
              .formatted(settings.what()));
    }
    if (!settings.key().isEmpty()
        && !key.containsAll(primaryOr(primary, key))
        && unique.stream().noneMatch(key::containsAll)) {
      throw new ScanException(
          "%s may have two rows with the same %s, since no unique index is on these columns (all rows, under the columns' own collations): choose others with key(…); unique are %s"
              .formatted(settings.what(), key, unique));
    }
    Set<String> read = new LinkedHashSet<>(settings.columns());
    read.addAll(key);
    List<Column> columns =
        all.stream()
            .filter(column -> settings.columns().isEmpty() || read.contains(column.name()))
            .toList();
    List<Column> keyColumns =
        key.stream()
            .map(
                name -> all.stream().filter(column -> column.name().equals(name)).findFirst().get())
            .toList();
    TableShape shape = new TableShape(quoted, columns, keyColumns);
    shape.rejectKeys(settings, Column.Kind.UNORDERED, Column.Kind.APPROXIMATE);
    return shape;
  }

  /** Refuses keys of some kinds. */
  void rejectKeys(JdbcSettings settings, Column.Kind... kinds) {
    for (Column column : key) {
      if (List.of(kinds).contains(column.kind())) {
        throw new ScanException(
            "%s cannot be read in the order of its column '%s', whose type %s is not compared as it is ordered, or not exactly: choose another unique key with key(…)"
                .formatted(settings.what(), column.name(), column.type()));
      }
    }
  }

  /** What a key must have to be as good as the primary one. */
  private static List<String> primaryOr(List<String> primary, List<String> key) {
    if (primary.isEmpty()) {
      List<String> more = new ArrayList<>(key);
      more.add("");
      return more;
    }
    return primary;
  }

  /** Whether a row may have a NULL in the key. */
  List<Column> nullableKey() {
    return key.stream().filter(Column::nullable).toList();
  }

  /** Two shapes with the same number are the same, as far as a scan is concerned. */
  String fingerprint() {
    CRC32 sum = new CRC32();
    sum.update(
        (columns + "/" + key + "/" + table).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  static String names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
