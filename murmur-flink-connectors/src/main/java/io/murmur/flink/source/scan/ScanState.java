package io.murmur.flink.source.scan;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the job manager knows of a scan: how far it is planned, and what became of the ranges.
 *
 * @param startedAt when the scan began, in milliseconds since 1970
 * @param planned how many ranges were planned
 * @param planNext where planning goes on; empty before the first call of the planner
 * @param planDone whether there are no more ranges to plan
 * @param pending ranges that no reader has
 * @param running ranges that readers have; at most as many as there are readers
 * @param finished the numbers of the ranges that are read
 * @param positions the positions at which ranges were read, by range, where they have one
 */
public record ScanState(
    long startedAt,
    long planned,
    Optional<String> planNext,
    boolean planDone,
    List<ScanSplit> pending,
    List<ScanSplit> running,
    BitSet finished,
    SortedMap<String, String> positions) {

  /** Copies what is mutable. */
  public ScanState {
    pending = List.copyOf(pending);
    running = List.copyOf(running);
    finished = (BitSet) finished.clone();
    positions = new TreeMap<>(positions);
  }

  /** A scan that begins. */
  static ScanState begin(long nowMillis) {
    return new ScanState(
        nowMillis, 0, Optional.empty(), false, List.of(), List.of(), new BitSet(), new TreeMap<>());
  }
}
