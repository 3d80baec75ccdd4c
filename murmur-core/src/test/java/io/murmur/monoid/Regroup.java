package io.murmur.monoid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The same values combined in the groupings that occur in a cluster. */
final class Regroup {

  private Regroup() {}

  /** The results by what was done. */
  static <V> Map<String, V> all(Monoid<V> monoid, List<V> values) {
    Map<String, V> results = new TreeMap<>();
    results.put("one after the other", monoid.combineAll(values));
    List<V> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(11));
    results.put("shuffled", monoid.combineAll(shuffled));
    results.put("as a tree of pairs", pairs(monoid, batches(monoid, values, 64)));
    results.put("in batches of 1000", monoid.combineAll(batches(monoid, values, 1000)));
    results.put("into a growing total", growing(monoid, batches(monoid, shuffled, 700)));
    return results;
  }

  private static <V> List<V> batches(Monoid<V> monoid, List<V> values, int size) {
    List<V> batches = new ArrayList<>();
    for (int from = 0; from < values.size(); from += size) {
      batches.add(monoid.combineAll(values.subList(from, Math.min(from + size, values.size()))));
    }
    return batches;
  }

  private static <V> V pairs(Monoid<V> monoid, List<V> values) {
    List<V> level = values;
    while (level.size() > 1) {
      List<V> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(
            i + 1 < level.size() ? monoid.combine(level.get(i), level.get(i + 1)) : level.get(i));
      }
      level = next;
    }
    return level.get(0);
  }

  /** Each delta is combined into what was stored, read and decoded, as a table sees it. */
  private static <V> V growing(Monoid<V> monoid, List<V> deltas) {
    byte[] stored = monoid.codec().encode(monoid.identity());
    for (V delta : deltas) {
      stored = monoid.codec().encode(monoid.combine(monoid.codec().decode(stored), delta));
    }
    return monoid.codec().decode(stored);
  }
}
