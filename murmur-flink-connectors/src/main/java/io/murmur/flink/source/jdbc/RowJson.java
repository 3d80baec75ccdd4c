package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Rows as JSON, of databases that do not write it themselves. One thread's; it keeps a buffer. */
final class RowJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  /** A text with a zone behind its time; one without is in UTC. */
  private static final Pattern ZONED = Pattern.compile(":.*([+-][\\d:]+|Z)$");

  private final ByteArrayBuilder buffer = new ByteArrayBuilder();

  /** The JSON of the row at which a result is, whose columns are these. */
  byte[] write(ResultSet row, List<Column> columns) throws SQLException, IOException {
    buffer.reset();
    try (JsonGenerator json = FACTORY.createGenerator(buffer)) {
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        json.writeFieldName(columns.get(i).name());
        write(row, i + 1, columns.get(i), json);
      }
      json.writeEndObject();
    }
    return buffer.toByteArray();
  }

  private static void write(ResultSet row, int place, Column column, JsonGenerator json)
      throws SQLException, IOException {
    switch (column.kind()) {
      case EXACT -> {
        BigDecimal number = row.getBigDecimal(place);
        if (number == null) {
          json.writeNull();
        } else {
          json.writeNumber(number.toPlainString());
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
  static String text(ResultSet row, int place, Column column) throws SQLException {
    switch (column.kind()) {
      case EXACT -> {
        BigDecimal number = row.getBigDecimal(place);
        return number == null ? null : number.toPlainString();
      }
      case BYTES -> {
        byte[] bytes = row.getBytes(place);
        return bytes == null ? null : BASE64.encodeToString(bytes);
      }
      default -> {
        String text = row.getString(place);
        if (text == null) {
          return null;
        }
        return switch (column.kind()) {
          case TIMESTAMP -> text.replace(' ', 'T');
          case INSTANT -> text.replace(' ', 'T') + (ZONED.matcher(text).find() ? "" : "Z");
          default -> text;
        };
      }
    }
  }
}
