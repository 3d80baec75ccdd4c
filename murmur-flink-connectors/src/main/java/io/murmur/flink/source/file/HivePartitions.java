package io.murmur.flink.source.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.fs.Path;

/**
 * The values that Hive, Spark and others write into the names of folders: {@code
 * dt=2026-01-01/hour=05}. Characters that a name may not hold are written as {@code %} and two
 * hexadecimal digits for each byte of UTF-8, and the absent value has a name of its own: such a
 * partition has no value here either.
 */
final class HivePartitions {

  private static final String ABSENT = "__HIVE_DEFAULT_PARTITION__";

  private HivePartitions() {}

  /**
   * The values in the path of a file, outermost folder first; of equal names, the innermost counts.
   */
  static Map<String, String> of(Path file) {
    Map<String, String> partitions = new LinkedHashMap<>();
    String[] names = file.getPath().split("/", -1);
    for (int i = 0; i < names.length - 1; i++) {
      int equals = names[i].indexOf('=');
      if (equals > 0) {
        put(partitions, decode(names[i].substring(0, equals)), names[i].substring(equals + 1));
      }
    }
    return Collections.unmodifiableMap(partitions);
  }

  private static void put(Map<String, String> partitions, String name, String value) {
    if (value.equals(ABSENT)) {
      partitions.remove(name);
    } else {
      partitions.put(name, decode(value));
    }
  }

  private static String decode(String escaped) {
    if (escaped.indexOf('%') < 0) {
      return escaped;
    }
    byte[] in = escaped.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int code = in[i] == '%' ? hexByte(in, i + 1) : -1;
      if (code >= 0) {
        out.write(code);
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The byte that two digits stand for, or -1 if there are no two digits. */
  private static int hexByte(byte[] in, int at) {
    if (at + 1 >= in.length) {
      return -1;
    }
    int high = Character.digit(in[at], 16);
    int low = Character.digit(in[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
