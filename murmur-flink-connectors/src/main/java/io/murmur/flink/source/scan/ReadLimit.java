package io.murmur.flink.source.scan;

import java.io.Serializable;

/**
 * How fast a scan may read, all of its readers together: each has an equal share.
 *
 * @param what what is counted
 * @param perSecond how much of it in a second, more than 0; infinite for no limit
 */
record ReadLimit(Measure what, double perSecond) implements Serializable {

  /** What a limit counts. */
  enum Measure {
    RECORDS,
    READ_UNITS
  }

  /** Checks the bounds. */
  ReadLimit {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException(
          "a scan's limit must be more than 0 a second, was " + perSecond);
    }
  }

  static ReadLimit none() {
    return new ReadLimit(Measure.RECORDS, Double.POSITIVE_INFINITY);
  }

  /** The share of one of so many readers. */
  double share(int readers) {
    return perSecond / readers;
  }

  /** What a page cost. */
  double cost(ScanPage page) {
    return what == Measure.RECORDS ? page.rows().size() : page.readUnits();
  }
}
