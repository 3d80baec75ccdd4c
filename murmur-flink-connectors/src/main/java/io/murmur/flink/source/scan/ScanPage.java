package io.murmur.flink.source.scan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some rows of a range. It may have none although the range goes on, for example since a filter
 * left none.
 *
 * @param rows in the order of their keys
 * @param next what to go on after; empty if the range ends here
 * @param position the source's position at which these rows were read, where each range has its own
 *     (that of a snapshot, a cluster time): kept with the first page of a range that says one, and
 *     told to the {@link RangePositions} when all ranges are read
 * @param readUnits what reading the page cost, in the database's own measure; 0 if it has none
 */
public record ScanPage(
    List<ScanRow> rows, Optional<String> next, Optional<String> position, double readUnits) {

  /** Rejects nulls. The rows are not copied. */
  public ScanPage {
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(position, "position");
  }

  /** A page without a position and costs. */
  public static ScanPage of(List<ScanRow> rows, Optional<String> next) {
    return new ScanPage(rows, next, Optional.empty(), 0);
  }
}
