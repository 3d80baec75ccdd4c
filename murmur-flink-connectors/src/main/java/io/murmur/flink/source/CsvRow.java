package io.murmur.flink.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes a row of CSV apart (RFC 4180). An empty field is the empty text, quoted or not. */
final class CsvRow {

  private final String row;
  private final char delimiter;
  private final char quote;
  private final StringBuilder unquoted = new StringBuilder();
  private int next;

  private CsvRow(String row, char delimiter, char quote) {
    this.row = row;
    this.delimiter = delimiter;
    this.quote = quote;
  }

  /**
   * The fields of a row.
   *
   * @throws IOException if it is not UTF-8 or not well formed
   */
  static List<String> split(SourceRecord record, char delimiter, char quote) throws IOException {
    CsvRow row = new CsvRow(Utf8.decode(record), delimiter, quote);
    List<String> fields = new ArrayList<>();
    do {
      fields.add(row.field(fields.size()));
    } while (row.skipDelimiter());
    return fields;
  }

  /** The field that begins here; afterwards, {@code next} is at its delimiter or at the end. */
  private String field(int index) throws IOException {
    if (next < row.length() && row.charAt(next) == quote) {
      return quotedField(index);
    }
    int end = row.indexOf(delimiter, next);
    int from = next;
    next = end < 0 ? row.length() : end;
    return row.substring(from, next);
  }

  private String quotedField(int index) throws IOException {
    unquoted.setLength(0);
    int from = next + 1;
    while (true) {
      int end = row.indexOf(quote, from);
      if (end < 0) {
        throw new IOException("field %d has no closing quote".formatted(index + 1));
      }
      unquoted.append(row, from, end);
      next = end + 1;
      if (next == row.length() || row.charAt(next) == delimiter) {
        return unquoted.toString();
      }
      if (row.charAt(next) != quote) {
        throw new IOException("field %d goes on after its closing quote".formatted(index + 1));
      }
      unquoted.append(quote);
      from = next + 1;
    }
  }

  private boolean skipDelimiter() {
    if (next == row.length()) {
      return false;
    }
    next++;
    return true;
  }
}
