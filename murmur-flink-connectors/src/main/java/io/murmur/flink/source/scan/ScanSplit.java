package io.murmur.flink.source.scan;

import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A range, and how far it is read.
 *
 * @param splitId its number among all ranges, from 0, as a text
 * @param range as the planner said it
 * @param after the key of the last row that was given out; empty at the range's beginning
 * @param position the source's position at which the range is read, if it has one of its own
 * @param finished whether all of it is read: such a split is kept only until the job manager is
 *     sure to know
 */
public record ScanSplit(
    String splitId,
    String range,
    Optional<String> after,
    Optional<String> position,
    boolean finished)
    implements SourceSplit {

  /** Rejects nulls. */
  public ScanSplit {
    Objects.requireNonNull(splitId, "splitId");
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(after, "after");
    Objects.requireNonNull(position, "position");
  }

  /** A range of which nothing is read. */
  public static ScanSplit of(String splitId, String range) {
    return new ScanSplit(splitId, range, Optional.empty(), Optional.empty(), false);
  }

  /** The same, read to its end; nobody goes on after its last key. */
  ScanSplit end() {
    return new ScanSplit(splitId, range, Optional.empty(), position, true);
  }

  /** Names the split, but no key of a row: that may be nobody's business. */
  @Override
  public String toString() {
    return "range %s (%s), %s"
        .formatted(
            splitId, range, finished ? "finished" : after.isPresent() ? "begun" : "not begun");
  }
}
