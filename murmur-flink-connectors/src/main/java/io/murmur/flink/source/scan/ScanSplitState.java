package io.murmur.flink.source.scan;

import java.util.Optional;

/** How far a split is read, while it is; one thread's. */
final class ScanSplitState {

  private final ScanSplit split;
  private Optional<String> position;

  /** The key of the last row; null for none, since this changes with every row. */
  private String after;

  ScanSplitState(ScanSplit split) {
    this.split = split;
    this.after = split.after().orElse(null);
    this.position = split.position();
  }

  /** Notes what a row, or a page's end, says to go on after. */
  void goOnAfter(String key) {
    after = key;
  }

  /** Notes the position of the range; the first one stays. */
  void readAt(Optional<String> where) {
    position = position.or(() -> where);
  }

  ScanSplit toSplit() {
    return new ScanSplit(
        split.splitId(), split.range(), Optional.ofNullable(after), position, false);
  }
}
