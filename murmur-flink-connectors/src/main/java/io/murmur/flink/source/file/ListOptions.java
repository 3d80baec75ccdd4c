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
 * @param groupBytes how many bytes of small parts are handed out together
 */
record ListOptions(
    List<PathPattern> patterns,
    List<PathDates> dateRanges,
    boolean hidden,
    boolean mayBeEmpty,
    long splitBytes,
    long groupBytes)
    implements Serializable {

  /** A file's last part may be this much larger than the others, rather than leave a tiny one. */
  private static final double SLOP = 1.1;

  /** The date range, if there is one. */
  Optional<PathDates> dates() {
    return dateRanges.stream().findFirst();
  }

  /** Whether the date of a file is wanted; empty if it has none and must have one. */
  Optional<Boolean> wants(FoundFile file) {
    return dates().isEmpty() ? Optional.of(true) : dates().get().wants(file.path().getPath());
  }

  /**
   * Where the part ends that begins at an offset; no file is opened to see whether it has parts.
   */
  long endOfPart(FoundFile file, long offset) {
    boolean whole =
        splitBytes == 0 || Compression.ofName(file.path().getName()) != Compression.NONE;
    return whole || file.length() - offset <= SLOP * splitBytes
        ? file.length()
        : offset + splitBytes;
  }
}
