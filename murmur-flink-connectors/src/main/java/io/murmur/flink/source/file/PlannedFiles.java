package io.murmur.flink.source.file;

import java.util.Arrays;

/**
 * Consecutive files of a plan: of each only its fingerprint, in the order of their names.
 *
 * <p>Immutable; the array is nobody else's.
 */
final class PlannedFiles {

  private final String folder;
  private final String last;
  private final long[] fingerprints;

  /**
   * Creates some.
   *
   * @param folder the folder that all of them are in or below
   * @param last the name of the last one
   * @param fingerprints at least one
   */
  PlannedFiles(String folder, String last, long[] fingerprints) {
    this.folder = folder;
    this.last = last;
    this.fingerprints = fingerprints;
  }

  String folder() {
    return folder;
  }

  String last() {
    return last;
  }

  int size() {
    return fingerprints.length;
  }

  long fingerprint(int index) {
    return fingerprints[index];
  }

  PlannedFiles from(int index) {
    return index == 0
        ? this
        : new PlannedFiles(folder, last, Arrays.copyOfRange(fingerprints, index, size()));
  }
}
