package io.murmur.swap.diff;

import io.murmur.window.Windowing;
import java.time.Instant;
import java.util.Objects;

/**
 * How two tables are compared.
 *
 * @param windowing the pipeline's buckets
 * @param closedBefore only buckets that end at or before this are compared: live writers still
 *     change later ones. Without windows all keys are compared, so writers have to be level
 * @param segments in how many parts each table is scanned, each by a thread; a page of each table
 *     is in memory for each, about 2 MB of items
 * @param worst how many of the worst differences are kept
 * @param doubleTolerance by how much of the greater one two sums of doubles may differ: their last
 *     bits depend on the order of the events
 */
public record DiffOptions(
    Windowing windowing, Instant closedBefore, int segments, int worst, double doubleTolerance) {

  /** In how many parts each table is scanned unless set. */
  public static final int DEFAULT_SEGMENTS = 4;

  /** How many of the worst differences are kept unless set. */
  public static final int DEFAULT_WORST = 100;

  /** By how much of the greater one sums of doubles may differ unless set. */
  public static final double DEFAULT_TOLERANCE = 1e-9;

  /** Checks the bounds. */
  public DiffOptions {
    Objects.requireNonNull(windowing, "windowing");
    Objects.requireNonNull(closedBefore, "closedBefore");
    if (segments < 1 || segments > 1000) {
      throw new IllegalArgumentException(
          "the segments of a comparison must be 1 to 1000, were " + segments);
    }
    if (worst < 0 || worst > 100_000) {
      throw new IllegalArgumentException(
          "a comparison keeps 0 to 100000 differences, not " + worst);
    }
    if (!(doubleTolerance >= 0 && doubleTolerance < 1)) {
      throw new IllegalArgumentException(
          "the tolerance of doubles must be from 0 to below 1, was " + doubleTolerance);
    }
  }

  /** The defaults for buckets that have ended by a moment. */
  public static DiffOptions of(Windowing windowing, Instant closedBefore) {
    return new DiffOptions(
        windowing, closedBefore, DEFAULT_SEGMENTS, DEFAULT_WORST, DEFAULT_TOLERANCE);
  }

  /** The same in another number of segments. */
  public DiffOptions inSegments(int number) {
    return new DiffOptions(windowing, closedBefore, number, worst, doubleTolerance);
  }

  /** The same with another number of differences kept. */
  public DiffOptions keeping(int worstDifferences) {
    return new DiffOptions(windowing, closedBefore, segments, worstDifferences, doubleTolerance);
  }

  /** The same with another tolerance for sums of doubles. */
  public DiffOptions tolerating(double tolerance) {
    return new DiffOptions(windowing, closedBefore, segments, worst, tolerance);
  }

  /** Whether a bucket is compared. */
  boolean closed(long bucket) {
    return !windowing.windowed() || !windowing.endOf(bucket).isAfter(closedBefore);
  }
}
