package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Rows of databases that do not write JSON, or do so slowly. */
final class StandardRows implements RowReader {

  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final List<Column> columns;
  private final KeyText key;

  /** Where in the key each column is; negative if it is not. */
  private final int[] inKey;

  private final String[] keyValues;
  private final JsonRow json;

  /** Whether the driver gives the bytes of texts, in UTF-8. */
  private final boolean bytes;

  StandardRows(TableShape shape, boolean bytes) {
    this.bytes = bytes;
    columns = shape.columns();
    key = new KeyText(shape.key());
    inKey = columns.stream().mapToInt(shape.key()::indexOf).toArray();
    keyValues = new String[shape.key().size()];
    json = new JsonRow(columns);
  }

  @Override
  public ScanRow read(ResultSet row) throws SQLException {
    json.begin();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      json.field(i);
      String text = null;
      switch (column.kind()) {
        case EXACT -> {
          text = number(row, i + 1);
          if (text == null) {
            json.nothing();
          } else {
            json.ascii(text);
          }
        }
        case TEXT, DATE, TIME, TIMESTAMP, INSTANT -> {
          if (bytes) {
            byte[] utf8 = utf8(row, i + 1, column);
            string(utf8);
            if (inKey[i] >= 0) {
              text = new String(utf8, StandardCharsets.UTF_8);
            }
          } else {
            text = text(row, i + 1, column);
            string(text);
          }
        }
        default -> write(row, i + 1, column);
      }
      if (inKey[i] >= 0) {
        keyValues[inKey[i]] = text == null ? text(row, i + 1, column) : text;
      }
    }
    return ScanRow.of(json.end(), key.write(keyValues));
  }

  private void string(String text) {
    if (text == null) {
      json.nothing();
    } else {
      json.string(text);
    }
  }

  private void string(byte[] text) {
    if (text == null) {
      json.nothing();
    } else {
      json.string(text);
    }
  }

  private void write(ResultSet row, int place, Column column) throws SQLException {
    switch (column.kind()) {
      case APPROXIMATE -> {
        double number = row.getDouble(place);
        if (row.wasNull()) {
          json.nothing();
        } else if (!Double.isFinite(number)) {
          json.string(Double.toString(number));
        } else if (column.type().equalsIgnoreCase("float")
            || column.type().equalsIgnoreCase("real")) {
          json.ascii(Float.toString(row.getFloat(place)));
        } else {
          json.ascii(Double.toString(number));
        }
      }
      case TRUTH -> {
        boolean truth = row.getBoolean(place);
        if (row.wasNull()) {
          json.nothing();
        } else {
          json.truth(truth);
        }
      }
      case BYTES, BYTES_ARRAY -> {
        byte[] bytes = row.getBytes(place);
        string(bytes == null ? null : BASE64.encodeToString(bytes));
      }
      case JSON -> {
        String text = row.getString(place);
        if (text == null) {
          json.nothing();
        } else {
          json.raw(text.getBytes(StandardCharsets.UTF_8));
        }
      }
      case ARRAY -> {
        Array array = row.getArray(place);
        element(array == null ? null : array.getArray());
      }
      default -> string(text(row, place, column));
    }
  }

  private void element(Object element) {
    if (element == null) {
      json.nothing();
    } else if (element instanceof Object[] elements) {
      json.append('[');
      for (int i = 0; i < elements.length; i++) {
        if (i > 0) {
          json.append(',');
        }
        element(elements[i]);
      }
      json.append(']');
    } else if (element instanceof Number number) {
      json.ascii(number instanceof BigDecimal exact ? exact.toPlainString() : "" + number);
    } else if (element instanceof Boolean truth) {
      json.truth(truth);
    } else {
      json.string(element.toString());
    }
  }

  /** A value as a text from which it can be set again; null if there is none. */
  private static String text(ResultSet row, int place, Column column) throws SQLException {
    return switch (column.kind()) {
      case EXACT -> number(row, place);
      case BYTES -> {
        byte[] bytes = row.getBytes(place);
        yield bytes == null ? null : BASE64.encodeToString(bytes);
      }
      case TIMESTAMP -> {
        String text = row.getString(place);
        yield text == null ? null : text.replace(' ', 'T');
      }
      case INSTANT -> {
        String text = row.getString(place);
        yield text == null ? null : text.replace(' ', 'T') + (zoned(text) ? "" : "Z");
      }
      default -> row.getString(place);
    };
  }

  /** The same without a text in between; of times that have no zone. */
  private static byte[] utf8(ResultSet row, int place, Column column) throws SQLException {
    byte[] text = row.getBytes(place);
    if (text == null || column.kind() == Column.Kind.TEXT) {
      return text;
    }
    int length = text.length;
    boolean instant = column.kind() == Column.Kind.INSTANT;
    byte[] iso = instant ? Arrays.copyOf(text, length + 1) : text;
    if (instant) {
      iso[length] = 'Z';
    }
    for (int i = 0; i < length; i++) {
      if (iso[i] == ' ') {
        iso[i] = 'T';
      }
    }
    return iso;
  }

  /** Drivers may write it with an exponent, and MySQL fills some with zeros in front. */
  private static String number(ResultSet row, int place) throws SQLException {
    String text = row.getString(place);
    return text == null || plain(text) ? text : row.getBigDecimal(place).toPlainString();
  }

  /** Whether this is a number of JSON without an exponent. */
  static boolean plain(String number) {
    int length = number.length();
    int at = length > 0 && number.charAt(0) == '-' ? 1 : 0;
    int begin = at;
    while (at < length && digit(number.charAt(at))) {
      at++;
    }
    boolean whole = at == begin + 1 || (at > begin && number.charAt(begin) != '0');
    if (at < length && number.charAt(at) == '.') {
      int point = at++;
      while (at < length && digit(number.charAt(at))) {
        at++;
      }
      return whole && at == length && at > point + 1;
    }
    return whole && at == length;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a zone is behind a time; one without is in UTC. */
  private static boolean zoned(String text) {
    int time = text.indexOf(':');
    return time >= 0
        && (text.endsWith("Z") || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0);
  }
}
