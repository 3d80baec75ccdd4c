package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON object of a row, written field by field into a buffer that all rows share. Most of what
 * rows hold is texts without anything to escape, which are copied byte by byte: a scan is held to
 * the speed of a loop that does nothing with what it reads, and a general generator takes as long
 * for a row as its driver.
 */
final class JsonRow {

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  /** What is before the value of each column. */
  private final byte[][] before;

  private byte[] buffer = new byte[256];
  private int length;

  JsonRow(List<Column> columns) {
    before = new byte[columns.size()][];
    for (int i = 0; i < before.length; i++) {
      length = 0;
      append(i == 0 ? '{' : ',');
      string(columns.get(i).name());
      append(':');
      before[i] = Arrays.copyOf(buffer, length);
    }
  }

  void begin() {
    length = 0;
  }

  /** Begins the field of a column; columns come in order. */
  void field(int column) {
    raw(before[column]);
  }

  /** The bytes of all fields. */
  byte[] end() {
    append('}');
    return Arrays.copyOf(buffer, length);
  }

  void nothing() {
    raw(NULL);
  }

  void truth(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  void append(char ascii) {
    reserve(1);
    buffer[length++] = (byte) ascii;
  }

  /** JSON in UTF-8. */
  void raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, buffer, length, json.length);
    length += json.length;
  }

  /** JSON of ASCII alone, as numbers are. */
  void ascii(String json) {
    int size = json.length();
    reserve(size);
    for (int i = 0; i < size; i++) {
      buffer[length + i] = (byte) json.charAt(i);
    }
    length += size;
  }

  /** A text. */
  void string(String text) {
    int size = text.length();
    reserve(size + 2);
    int start = length;
    buffer[length++] = '"';
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        length = start;
        escaped(text);
        return;
      }
      buffer[length++] = (byte) c;
    }
    buffer[length++] = '"';
  }

  /** A text in UTF-8. */
  void string(byte[] text) {
    for (byte b : text) {
      // Bytes of longer characters are negative.
      if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
        escaped(new String(text, StandardCharsets.UTF_8));
        return;
      }
    }
    reserve(text.length + 2);
    buffer[length++] = '"';
    System.arraycopy(text, 0, buffer, length, text.length);
    length += text.length;
    buffer[length++] = '"';
  }

  private void escaped(String text) {
    append('"');
    raw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    append('"');
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, 2 * buffer.length));
    }
  }
}
