package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonGenerator;
import io.murmur.flink.source.scan.ScanRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;

/** Rows of databases that do not write JSON, or do so slowly. */
final class StandardRows implements RowReader {

  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final List<Column> columns;
  private final KeyText key;

  /** Where in the result each column of the key is. */
  private final int[] keyPlaces;

  private final String[] keyValues;
  private final JsonRow json;

  StandardRows(TableShape shape) {
    columns = shape.columns();
    key = new KeyText(shape.key());
    keyPlaces = shape.key().stream().mapToInt(columns::indexOf).toArray();
    keyValues = new String[keyPlaces.length];
    json = new JsonRow(columns);
  }

  @Override
  public ScanRow read(ResultSet row) throws SQLException, IOException {
    json.begin();
    for (int i = 0; i < columns.size(); i++) {
      write(row, i + 1, columns.get(i), json.field(i));
    }
    byte[] value = json.end();
    for (int i = 0; i < keyPlaces.length; i++) {
      keyValues[i] = text(row, keyPlaces[i] + 1, columns.get(keyPlaces[i]));
    }
    return ScanRow.of(value, key.write(keyValues));
  }

  private static void write(ResultSet row, int place, Column column, JsonGenerator json)
      throws SQLException, IOException {
    switch (column.kind()) {
      case EXACT -> {
        String number = number(row, place);
        if (number == null) {
          json.writeNull();
        } else {
          json.writeNumber(number);
        }
      }
      case APPROXIMATE -> {
        double number = row.getDouble(place);
        if (row.wasNull()) {
          json.writeNull();
        } else if (column.type().equalsIgnoreCase("float")
            || column.type().equalsIgnoreCase("real")) {
          json.writeNumber(row.getFloat(place));
        } else {
          json.writeNumber(number);
        }
      }
      case TRUTH -> {
        boolean truth = row.getBoolean(place);
        if (row.wasNull()) {
          json.writeNull();
        } else {
          json.writeBoolean(truth);
        }
      }
      case BYTES, BYTES_ARRAY -> {
        byte[] bytes = row.getBytes(place);
        json.writeString(bytes == null ? null : BASE64.encodeToString(bytes));
      }
      case JSON -> {
        String text = row.getString(place);
        if (text == null) {
          json.writeNull();
        } else {
          json.writeRawValue(text);
        }
      }
      case ARRAY -> {
        Array array = row.getArray(place);
        writeElement(array == null ? null : array.getArray(), json);
      }
      default -> json.writeString(text(row, place, column));
    }
  }

  private static void writeElement(Object element, JsonGenerator json) throws IOException {
    if (element == null) {
      json.writeNull();
    } else if (element instanceof Object[] elements) {
      json.writeStartArray();
      for (Object each : elements) {
        writeElement(each, json);
      }
      json.writeEndArray();
    } else if (element instanceof Number number) {
      json.writeNumber(number instanceof BigDecimal exact ? exact.toPlainString() : "" + number);
    } else if (element instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(element.toString());
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
