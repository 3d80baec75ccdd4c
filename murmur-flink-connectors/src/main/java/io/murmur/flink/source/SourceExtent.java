package io.murmur.flink.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * About how much a source holds, as it says without being read.
 *
 * @param rows how many records; empty if it does not say
 * @param bytes how many bytes; empty if it does not say
 */
public record SourceExtent(OptionalLong rows, OptionalLong bytes) {

  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
  private static final double UNIT = 1000;

  /** Says nothing. */
  public static SourceExtent unknown() {
    return new SourceExtent(OptionalLong.empty(), OptionalLong.empty());
  }

  /** So many bytes, of it is not known how many records. */
  public static SourceExtent ofBytes(long bytes) {
    return new SourceExtent(OptionalLong.empty(), OptionalLong.of(bytes));
  }

  /** So many records, of it is not known how many bytes. */
  public static SourceExtent ofRows(long rows) {
    return new SourceExtent(OptionalLong.of(rows), OptionalLong.empty());
  }

  /** Whether anything is said. */
  public boolean known() {
    return rows.isPresent() || bytes.isPresent();
  }

  /** For people: {@code about 1,200 records, 3.4 MB}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    rows.ifPresent(count -> parts.add(String.format(Locale.ROOT, "%,d records", count)));
    bytes.ifPresent(size -> parts.add(text(size)));
    return parts.isEmpty() ? "not known" : "about " + String.join(", ", parts);
  }

  private static String text(long size) {
    double value = size;
    int unit = 0;
    while (value >= UNIT && unit < UNITS.length - 1) {
      value /= UNIT;
      unit++;
    }
    return unit == 0 ? size + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
