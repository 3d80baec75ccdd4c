package io.murmur.flink.source.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a plan of files, shown in the order of their names. Eight bytes are kept for each, and for
 * at least {@value #LEAST} of them two names.
 */
final class PlanBuilder {

  /** How many files are put together at least, even where each is in a folder of its own. */
  static final int LEAST = 64;

  private static final int MOST = 4_096;

  private final List<PlannedFiles> done = new ArrayList<>();
  private final long[] fingerprints = new long[MOST];
  private int size;
  private String first = "";
  private String last = "";

  void add(FoundFile file) {
    if (size == MOST || (size >= LEAST && !folder(file.name(), last))) {
      close();
    }
    if (size == 0) {
      first = file.name();
    }
    last = file.name();
    fingerprints[size++] = file.fingerprint();
  }

  /** Whether both are in the same folder. */
  private static boolean folder(String name, String other) {
    int slash = name.lastIndexOf('/');
    return slash == other.lastIndexOf('/') && name.regionMatches(0, other, 0, slash + 1);
  }

  private void close() {
    if (size > 0) {
      done.add(
          new PlannedFiles(commonFolder(first, last), last, Arrays.copyOf(fingerprints, size)));
      size = 0;
    }
  }

  /** What the first and the last name have in common, all between them have, too. */
  private static String commonFolder(String first, String last) {
    int slash = first.lastIndexOf('/');
    while (slash > 0 && !last.startsWith(first.substring(0, slash + 1))) {
      slash = first.lastIndexOf('/', slash - 1);
    }
    return first.substring(0, slash + 1);
  }

  List<PlannedFiles> build() {
    close();
    return done;
  }
}
