package io.murmur.flink.source.scan;

import java.util.Optional;

/** What passes from the thread that reads to the one that emits. */
sealed interface ScanElement permits ScanRow, ScanElement.PageEnd {

  /**
   * The end of a page.
   *
   * @param last the page's last row, which is emitted first; empty if the page had none
   * @param next what to go on after now; empty at the end of the range
   * @param position the position of the range, if the page said one
   */
  record PageEnd(Optional<ScanRow> last, Optional<String> next, Optional<String> position)
      implements ScanElement {}
}
