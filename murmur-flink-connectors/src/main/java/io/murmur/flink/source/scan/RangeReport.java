package io.murmur.flink.source.scan;

import java.util.Optional;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader tells the job manager of a range that it has: as it begins with what it was restored
 * with, and when it has read one to its end. Told twice, it changes nothing.
 *
 * @param splitId the range's number
 * @param range the range
 * @param after what is read of it; null for nothing
 * @param position the position at which it was read; null for none
 * @param finished whether it is read to its end
 */
record RangeReport(String splitId, String range, String after, String position, boolean finished)
    implements SourceEvent {

  private static final long serialVersionUID = 1L;

  static RangeReport of(ScanSplit split) {
    return new RangeReport(
        split.splitId(),
        split.range(),
        split.after().orElse(null),
        split.position().orElse(null),
        split.finished());
  }

  ScanSplit split() {
    return new ScanSplit(
        splitId, range, Optional.ofNullable(after), Optional.ofNullable(position), finished);
  }
}
