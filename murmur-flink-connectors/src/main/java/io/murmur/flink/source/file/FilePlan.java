package io.murmur.flink.source.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What is left of a plan, file by file; what was passed is let go. */
final class FilePlan {

  private final Deque<PlannedFiles> files;
  private int passed;
  private long left;

  FilePlan(List<PlannedFiles> files) {
    this.files = new ArrayDeque<>(files);
    this.left = files.stream().mapToLong(PlannedFiles::size).sum();
  }

  /** How many files are left. */
  long left() {
    return left;
  }

  /** The files that the next one is among, with those of them that were passed. */
  PlannedFiles current() {
    return files.element();
  }

  /** How many of the current files were passed. */
  int passed() {
    return passed;
  }

  /** The fingerprint of the next file. */
  long next() {
    return current().fingerprint(passed);
  }

  /** Passes the next file. */
  void pass() {
    left--;
    passed++;
    if (passed == current().size()) {
      files.remove();
      passed = 0;
    }
  }

  /** What is left, of which this one may pass more. */
  List<PlannedFiles> rest() {
    List<PlannedFiles> rest = new ArrayList<>(files);
    if (passed > 0) {
      rest.set(0, rest.get(0).from(passed));
    }
    return rest;
  }
}
