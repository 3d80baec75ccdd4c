package io.murmur.flink.types;

import java.io.IOException;

/** Refuses what a later release wrote. */
public final class FormatVersion {

  private FormatVersion() {}

  /**
   * Checks the version that a state names for one of its formats.
   *
   * @param what the format, in words
   * @param found the version in the state
   * @param newest the newest version that this release reads; the oldest is 1
   * @throws IOException if this release does not read the version
   */
  public static void require(String what, int found, int newest) throws IOException {
    if (found < 1 || found > newest) {
      throw new IOException(
          "the state holds %s in version %d of their format, and this release reads 1 to %d: restore with the release that wrote it, or a later one"
              .formatted(what, found, newest));
    }
  }
}
