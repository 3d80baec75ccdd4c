package io.murmur.flink.source.scan;

import io.murmur.flink.source.scan.ScanPlanner.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which ranges there are and what became of each: waiting, with a reader, or finished. Every range
 * that was planned is in exactly one of the three.
 *
 * <p>When tasks fail, readers go back to the last checkpoint and this does not (unless the job
 * manager fails, too), so ranges come back that were finished. What readers say they have is
 * therefore always right, whatever was noted before.
 */
final class ScanProgress {

  /** Fewer waiting ranges than this, and more are planned. */
  static final int LOW = 256;

  private final long startedAt;
  private final Deque<ScanSplit> pending = new ArrayDeque<>();
  private final Map<String, ScanSplit> running = new LinkedHashMap<>();
  private final BitSet finished;
  private final SortedMap<String, String> positions;
  private long planned;
  private Optional<String> planNext;
  private boolean planDone;

  ScanProgress(ScanState state) {
    startedAt = state.startedAt();
    pending.addAll(state.pending());
    state.running().forEach(split -> running.put(split.splitId(), split));
    finished = (BitSet) state.finished().clone();
    positions = new TreeMap<>(state.positions());
    planned = state.planned();
    planNext = state.planNext();
    planDone = state.planDone();
  }

  ScanState state() {
    return new ScanState(
        startedAt,
        planned,
        planNext,
        planDone,
        new ArrayList<>(pending),
        new ArrayList<>(running.values()),
        finished,
        positions);
  }

  /** Whether more ranges should be planned now. */
  boolean wantsPlan() {
    return !planDone && pending.size() < LOW;
  }

  /** Where planning goes on. */
  Optional<String> planNext() {
    return planNext;
  }

  void planned(Plan plan) {
    for (String range : plan.ranges()) {
      pending.add(ScanSplit.of(Long.toString(planned++), range));
    }
    plan.position().ifPresent(position -> positions.put(Plan.WHOLE, position));
    planNext = plan.next();
    planDone = plan.next().isEmpty();
  }

  /** The next range for a reader; empty if none is waiting. */
  Optional<ScanSplit> next() {
    ScanSplit split = pending.poll();
    if (split != null) {
      running.put(split.splitId(), split);
    }
    return Optional.ofNullable(split);
  }

  /** Ranges come back from a reader that failed before a checkpoint had them. */
  void back(List<ScanSplit> splits) {
    for (ScanSplit split : splits) {
      running.remove(split.splitId());
      finished.clear(number(split));
      if (pending.stream().noneMatch(p -> p.splitId().equals(split.splitId()))) {
        pending.addFirst(split);
      }
    }
  }

  /** A reader says what it has. */
  void told(ScanSplit split) {
    split.position().ifPresent(position -> positions.put(split.range(), position));
    if (split.finished()) {
      running.remove(split.splitId());
      finished.set(number(split));
    } else {
      finished.clear(number(split));
      running.put(split.splitId(), split);
    }
  }

  private static int number(ScanSplit split) {
    return Integer.parseInt(split.splitId());
  }

  /** Whether all ranges are planned and given out. */
  boolean givenOut() {
    return planDone && pending.isEmpty();
  }

  /** Whether all ranges are planned and read. */
  boolean done() {
    return givenOut() && running.isEmpty();
  }

  /** How many of the ranges that are planned are not read. */
  int remaining() {
    return pending.size() + running.size();
  }

  int finishedCount() {
    return finished.cardinality();
  }

  long startedAt() {
    return startedAt;
  }

  /** The position at which all ranges are read, if they have one in common. */
  Optional<String> wholePosition() {
    return Optional.ofNullable(positions.get(Plan.WHOLE));
  }

  SortedMap<String, String> positions() {
    return new TreeMap<>(positions);
  }
}
