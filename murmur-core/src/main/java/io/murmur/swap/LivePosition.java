package io.murmur.swap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far an unbounded job has written its source into a table: for each part of the source the
 * place of the next record that is not in the table yet.
 *
 * @param table the table
 * @param writer the name under which the job writes
 * @param parts place by part, for example {@code views-3} (topic and partition) to an offset; a
 *     part that is not named is at 0. Places only grow
 * @param at when it was noted
 */
public record LivePosition(String table, String writer, SortedMap<String, Long> parts, Instant at) {

  /** Rejects nulls and copies the parts. */
  public LivePosition {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(writer, "writer");
    Objects.requireNonNull(at, "at");
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** A position. */
  public static LivePosition of(String table, String writer, Map<String, Long> parts, Instant at) {
    return new LivePosition(table, writer, new TreeMap<>(parts), at);
  }

  /** The parts in which this position is behind another one; none if it has passed it. */
  public List<Lag> behind(LivePosition other) {
    List<Lag> lags = new ArrayList<>();
    other.parts.forEach(
        (part, there) -> {
          long here = parts.getOrDefault(part, 0L);
          if (here < there) {
            lags.add(new Lag(part, here, there));
          }
        });
    return lags;
  }

  /** A part of the source in which one position is behind another. */
  public record Lag(String part, long here, long there) {
    @Override
    public String toString() {
      return "%s is at %d of %d".formatted(part, here, there);
    }
  }

  /** The greater place of each part. */
  LivePosition orLater(LivePosition other) {
    SortedMap<String, Long> later = new TreeMap<>(parts);
    other.parts.forEach((part, place) -> later.merge(part, place, Math::max));
    return new LivePosition(table, writer, later, at.isAfter(other.at) ? at : other.at);
  }
}
