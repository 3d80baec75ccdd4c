package io.murmur.swap.diff;

import io.murmur.swap.diff.Difference.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Counts what a comparison finds, from several threads, and keeps the worst of it. */
final class DiffTally {

  private final int keep;
  private final PriorityQueue<Difference> worst =
      new PriorityQueue<>(Difference.WORST_FIRST.reversed());
  private final Map<Kind, Long> differences = new EnumMap<>(Kind.class);
  private long equal;
  private long withinBounds;
  private long otherExpiry;
  private long open;

  DiffTally(int keep) {
    this.keep = keep;
  }

  synchronized void open() {
    open++;
  }

  synchronized void equal(boolean exact, boolean sameExpiry) {
    equal++;
    withinBounds += exact ? 0 : 1;
    otherExpiry += sameExpiry ? 0 : 1;
  }

  synchronized void different(Difference difference) {
    differences.merge(difference.kind(), 1L, Long::sum);
    worst.add(difference);
    if (worst.size() > keep) {
      worst.remove();
    }
  }

  synchronized DiffReport report(String live, String shadow, DiffOptions options) {
    List<Difference> sorted = new ArrayList<>(worst);
    sorted.sort(Difference.WORST_FIRST);
    return new DiffReport(
        live,
        shadow,
        options.closedBefore(),
        equal,
        withinBounds,
        differences.getOrDefault(Kind.DIFFERENT, 0L),
        differences.getOrDefault(Kind.ONLY_LIVE, 0L),
        differences.getOrDefault(Kind.ONLY_SHADOW, 0L),
        otherExpiry,
        open,
        sorted);
  }
}
