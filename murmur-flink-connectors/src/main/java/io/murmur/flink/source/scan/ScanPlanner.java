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

  @Override
  void close() throws IOException;

  /**
   * Some ranges.
   *
   * @param ranges each as a text that the {@link ScanReader} understands; may be none
   * @param next where to go on; empty when these were the last
   */
  record Plan(List<String> ranges, Optional<String> next) {

    /** Copies the list. */
    public Plan {
      ranges = List.copyOf(ranges);
      Objects.requireNonNull(next, "next");
    }

    /** All ranges there are. */
    public static Plan all(List<String> ranges) {
      return new Plan(ranges, Optional.empty());
    }
  }
}
