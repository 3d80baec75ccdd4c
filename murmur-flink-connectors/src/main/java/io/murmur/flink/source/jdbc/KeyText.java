package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The key of a row as a JSON object, in the order of the key's columns: {@code {"id":1}} and {@code
 * {"id":"1"}} are two. It is the second part of event ids, and what a scan goes on after.
 */
final class KeyText {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** What is before each value, and whether it may be a number. */
  private final String[] before;

  private final boolean[] exact;
  private final StringBuilder text = new StringBuilder(32);

  KeyText(List<Column> key) {
    before = new String[key.size()];
    exact = new boolean[key.size()];
    for (int i = 0; i < before.length; i++) {
      text.setLength(0);
      text.append(i == 0 ? '{' : ',');
      quote(key.get(i).name(), text);
      before[i] = text.append(':').toString();
      exact[i] = key.get(i).kind() == Column.Kind.EXACT;
    }
  }

  /** The key of which each column's value is a text. */
  static String write(List<Column> key, List<String> values) {
    return new KeyText(key).write(values.toArray(String[]::new));
  }

  /** The same; one thread's, since it has a buffer. */
  String write(String[] values) {
    text.setLength(0);
    for (int i = 0; i < before.length; i++) {
      text.append(before[i]);
      if (exact[i] && isNumber(values[i])) {
        text.append(values[i]);
      } else {
        quote(values[i], text);
      }
    }
    return text.append('}').toString();
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, text);
    text.append('"');
  }

  /** Not so are NaN and infinity, which some databases have among exact numbers. */
  private static boolean isNumber(String value) {
    char last = value.charAt(value.length() - 1);
    return last >= '0' && last <= '9';
  }

  /** The values of a key, each as a text. */
  static List<String> read(List<Column> key, String text) throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (values.size() == key.size() || !key.get(values.size()).name().equals(name)) {
          throw stale(key, text);
        }
        JsonToken token = json.nextToken();
        if (!token.isScalarValue()) {
          throw stale(key, text);
        }
        values.add(json.getText());
      }
    }
    if (values.size() != key.size()) {
      throw stale(key, text);
    }
    return values;
  }

  private static ScanException stale(List<Column> key, String text) {
    return new ScanException(
        "a scan cannot go on after a key of other columns than %s: the table has got another key since it began; start a new run (the key has %d characters)"
            .formatted(TableShape.names(key), text.length()));
  }
}
