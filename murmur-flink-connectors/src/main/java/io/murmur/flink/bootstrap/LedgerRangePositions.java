package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.source.scan.RangePositions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the positions at which ranges were read to the handoff tokens in the ledger.
 *
 * @param control opens the control table
 * @param generations of the runs that read the source, by their ids
 */
record LedgerRangePositions(Opener<? extends Documents> control, Map<String, Long> generations)
    implements RangePositions {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerRangePositions.class);

  static LedgerRangePositions of(Opener<? extends Documents> control, List<Run> runs) {
    return new LedgerRangePositions(
        control, runs.stream().collect(Collectors.toUnmodifiableMap(Run::id, Run::generation)));
  }

  @Override
  public void keep(SortedMap<String, String> positions) throws Exception {
    if (positions.isEmpty()) {
      return;
    }
    try (Documents documents = control.open()) {
      RunLedger ledger = new RunLedger(documents);
      generations.forEach((run, generation) -> keep(ledger, run, generation, positions));
    }
  }

  private static void keep(
      RunLedger ledger, String run, long generation, SortedMap<String, String> positions) {
    if (ledger.keepRanges(run, generation, positions).isEmpty()) {
      LOG.warn(
          "run '{}' has no handoff token of the scan, so the positions of its {} ranges are not"
              + " kept: say handoff(…) with the source's own token",
          run,
          positions.size());
    }
  }
}
