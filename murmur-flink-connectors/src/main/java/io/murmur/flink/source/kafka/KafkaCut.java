package io.murmur.flink.source.kafka;

import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a range of a topic is cut: which records a live feed takes after a run that read the range.
 *
 * <p>Invariant: each record of the topic is either in the range, or is taken. Of a run for events
 * up to a time the feed begins before the end of what the run read, and until there takes only the
 * events from that time on; what comes behind that end the run has not seen, so the feed takes all
 * of it, early or late.
 */
public final class KafkaCut implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<Integer, Long> starts;
  private final TreeMap<Integer, Long> ends;
  private final Instant eventsFrom;

  private KafkaCut(Map<Integer, Long> starts, Map<Integer, Long> ends, Instant eventsFrom) {
    this.starts = new TreeMap<>(starts);
    this.ends = new TreeMap<>(ends);
    this.eventsFrom = eventsFrom;
  }

  /**
   * The cut that a range's token says.
   *
   * @throws ScanException if it is not one of a range of this topic
   */
  public static KafkaCut of(String topic, HandoffToken token) {
    TreeMap<Integer, Long> ends = new TreeMap<>();
    for (PartitionRange range : RangePlan.of(topic, token).ranges()) {
      ends.put(range.partition(), range.end());
    }
    return new KafkaCut(RangePlan.next(topic, token), ends, RangePlan.eventsFrom(topic, token));
  }

  /** Where the feed begins, by partition; a partition that was added later from its beginning. */
  public SortedMap<Integer, Long> starts() {
    return Collections.unmodifiableSortedMap(starts);
  }

  /**
   * Whether the feed takes a record.
   *
   * @param eventTime the time of its event, by which the run was limited; does not matter if it was
   *     not
   */
  public boolean takes(int partition, long offset, Instant eventTime) {
    return offset >= starts.getOrDefault(partition, 0L)
        && (offset >= ends.getOrDefault(partition, 0L) || !eventTime.isBefore(eventsFrom));
  }
}
