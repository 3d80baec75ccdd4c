package io.murmur.flink.source.scan;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Says what ranges a table is scanned in, some at a time, so that a table of any size costs the job
 * manager no memory. It is called by one thread at a time.
 */
public interface ScanPlanner extends AutoCloseable {

  /**
   * The next ranges. Together, the ranges of all calls hold every row once.
   *
   * @param after where the call before left off ({@link Plan#next()}), maybe in another run of the
   *     job manager; empty for the first
   * @param most how many ranges are wanted at most; one more or less does no harm
   */
  Plan plan(Optional<String> after, int most) throws Exception;

  /**
   * Called once and before all else when a scan goes on in another life of its job's coordinator,
   * with what {@link Plan#position()} said: whatever is held for the readers has to be there again.
   *
   * @throws ScanException if it is gone for good
   */
  default void resume(String position) throws Exception {}

  /**
   * Called when nobody will ever go on with this scan, just before {@link #close()} or earlier: all
   * is read and a complete checkpoint knows it, or there is no checkpoint to go on from. What is
   * held for the readers may go. Without this call a scan is closed that may go on.
   */
  default void release() throws Exception {}

  @Override
  void close() throws IOException;

  /**
   * Some ranges.
   *
   * @param ranges each as a text that the {@link ScanReader} understands; may be none
   * @param next where to go on; empty when these were the last
   * @param position the source's position at which all ranges are read, if it is one for all: kept
   *     with the job's state and told to the {@link RangePositions} as that of range {@value
   *     #WHOLE}
   */
  record Plan(List<String> ranges, Optional<String> next, Optional<String> position) {

    /** The name under which the position of all ranges is told. */
    public static final String WHOLE = "scan";

    /** Copies the list. */
    public Plan {
      ranges = List.copyOf(ranges);
      Objects.requireNonNull(next, "next");
      Objects.requireNonNull(position, "position");
    }

    /** Ranges that have no position in common. */
    public Plan(List<String> ranges, Optional<String> next) {
      this(ranges, next, Optional.empty());
    }

    /** All ranges there are. */
    public static Plan all(List<String> ranges) {
      return new Plan(ranges, Optional.empty());
    }
  }
}
