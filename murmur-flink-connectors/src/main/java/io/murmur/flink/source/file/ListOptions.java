package io.murmur.flink.source.file;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Which files are read; travels to the enumerator.
 *
 * @param patterns where they are
 * @param dateRanges the date range that they are restricted to, if there is one
 * @param hidden whether hidden files count
 * @param mayBeEmpty whether a pattern may match nothing
 * @param splitBytes how large the parts of a file are; 0 if files are not split
 */
record ListOptions(
    List<PathPattern> patterns,
    List<PathDates> dateRanges,
    boolean hidden,
    boolean mayBeEmpty,
    long splitBytes)
    implements Serializable {

  /** The date range, if there is one. */
  Optional<PathDates> dates() {
    return dateRanges.stream().findFirst();
  }
}
