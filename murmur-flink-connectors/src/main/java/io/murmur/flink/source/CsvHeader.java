package io.murmur.flink.source;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What is needed to read a row of CSV that was cut out of its file: the names of the columns and
 * how the file is written. All rows of a file share one. Immutable.
 *
 * @param columns the names of the columns, in their order; distinct, none empty
 * @param delimiter the ASCII character between two fields
 * @param quote the ASCII character around fields that contain delimiters, quotes or newlines;
 *     doubled inside of them (RFC 4180)
 */
public record CsvHeader(List<String> columns, char delimiter, char quote) {

  /** Copies the names and checks all. */
  public CsvHeader {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("there are no columns");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      if (column.isEmpty()) {
        throw new IllegalArgumentException("column " + (i + 1) + " has no name");
      }
      if (!seen.add(column)) {
        throw new IllegalArgumentException("two columns are called '" + column + "'");
      }
    }
    requireAscii("delimiter", delimiter);
    requireAscii("quote", quote);
    if (delimiter == quote) {
      throw new IllegalArgumentException("delimiter and quote are both '" + quote + "'");
    }
  }

  /**
   * The header that is a row itself.
   *
   * @throws IOException if the row is not UTF-8, not well formed, or no header
   */
  public static CsvHeader parse(SourceRecord row, char delimiter, char quote) throws IOException {
    try {
      return new CsvHeader(CsvRow.split(row, delimiter, quote), delimiter, quote);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Passes on the fields of a row in their order, each with the name of its column.
   *
   * @throws IOException if the row is not UTF-8, is not well formed, or has more or fewer fields
   *     than there are columns
   */
  void read(SourceRecord row, BiConsumer<String, String> fields) throws IOException {
    List<String> values = CsvRow.split(row, delimiter, quote);
    if (values.size() != columns.size()) {
      throw new IOException(
          "the row has %d fields, and the header %d columns"
              .formatted(values.size(), columns.size()));
    }
    for (int i = 0; i < columns.size(); i++) {
      fields.accept(columns.get(i), values.get(i));
    }
  }

  private static void requireAscii(String what, char value) {
    if (value == 0 || value > 0x7F || value == '\n' || value == '\r') {
      throw new IllegalArgumentException(
          "the %s must be an ASCII character other than NUL, CR and LF, not U+%04X"
              .formatted(what, (int) value));
    }
  }
}
