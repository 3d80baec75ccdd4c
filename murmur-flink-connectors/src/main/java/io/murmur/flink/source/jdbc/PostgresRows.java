package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of Postgres, which sends values as the texts that it writes itself, in UTF-8: most of them
 * go into the JSON as they are, and no more than their bytes is looked at.
 */
final class PostgresRows implements RowReader {

  private static final byte[] UTC_MINUTES = {':', '0', '0'};

  private final List<Column> columns;
  private final KeyText key;
  private final int[] keyPlaces;
  private final String[] keyValues;
  private final JsonRow json;

  PostgresRows(TableShape shape) {
    columns = shape.columns();
    key = new KeyText(shape.key());
    keyPlaces = keyPlaces(shape);
    keyValues = new String[keyPlaces.length];
    json = new JsonRow(columns);
  }

  /** What a page query selects: the columns, and texts of those of the key that are other texts. */
  static List<String> selected(TableShape shape) {
    List<String> selected = new ArrayList<>();
    for (Column column : shape.columns()) {
      selected.add(shown(column));
    }
    for (Column column : shape.key()) {
      if (!asText(column)) {
        selected.add(PostgresDialect.column(column) + "::text");
      }
    }
    return selected;
  }

  private static int[] keyPlaces(TableShape shape) {
    int[] places = new int[shape.key().size()];
    int more = shape.columns().size();
    for (int i = 0; i < places.length; i++) {
      Column column = shape.key().get(i);
      places[i] = asText(column) ? shape.columns().indexOf(column) + 1 : ++more;
    }
    return places;
  }

  /** Whether a column is selected as the text that is its value. */
  private static boolean asText(Column column) {
    return switch (column.kind()) {
      case EXACT, TEXT, DATE, TIMESTAMP, INSTANT -> true;
      default -> false;
    };
  }

  private static String shown(Column column) {
    String name = PostgresDialect.column(column);
    return switch (column.kind()) {
      case BYTES -> base64(name);
      case BYTES_ARRAY ->
          "to_json(CASE WHEN %s IS NULL THEN NULL ELSE ARRAY(SELECT %s FROM unnest(%s) WITH ORDINALITY AS u(v, n) ORDER BY n) END)::text"
              .formatted(name, base64("v"), name);
      case ARRAY, OTHER -> "to_json(%s)::text".formatted(name);
      default -> name;
    };
  }

  private static String base64(String bytes) {
    return "translate(encode(%s, 'base64'), E'\\n', '')".formatted(bytes);
  }

  @Override
  public ScanRow read(ResultSet row) throws SQLException {
    json.begin();
    for (int i = 0; i < columns.size(); i++) {
      json.field(i);
      write(row.getBytes(i + 1), columns.get(i).kind());
    }
    byte[] value = json.end();
    for (int i = 0; i < keyPlaces.length; i++) {
      keyValues[i] = row.getString(keyPlaces[i]);
    }
    return ScanRow.of(value, key.write(keyValues));
  }

  private void write(byte[] text, Column.Kind kind) {
    if (text == null) {
      json.nothing();
      return;
    }
    switch (kind) {
      case EXACT -> {
        if (digit(text[text.length - 1])) {
          json.raw(text);
        } else {
          json.string(text); // NaN and infinity
        }
      }
      case TRUTH -> json.truth(text[0] == 't');
      case TIMESTAMP -> json.string(time(text, false));
      case INSTANT -> json.string(time(text, true));
      case JSON, ARRAY, BYTES_ARRAY, OTHER -> json.raw(text);
      default -> json.string(text);
    }
  }

  /** {@code 2026-01-02 03:04:05+00} as ISO 8601 has it; infinity as it is. */
  private static byte[] time(byte[] text, boolean zoned) {
    if (!digit(text[0])) {
      return text;
    }
    int end = text[text.length - 1] == 'C' ? text.length - " BC".length() : text.length;
    byte[] iso = Arrays.copyOf(text, text.length + (zoned ? UTC_MINUTES.length : 0));
    if (zoned) {
      System.arraycopy(UTC_MINUTES, 0, iso, end, UTC_MINUTES.length);
      System.arraycopy(text, end, iso, end + UTC_MINUTES.length, text.length - end);
    }
    for (int i = 0; i < end; i++) {
      if (iso[i] == ' ') {
        iso[i] = 'T';
        break;
      }
    }
    return iso;
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }
}
