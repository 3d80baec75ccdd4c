package io.murmur.flink.source;

import java.io.IOException;

/** Knows how much there is to read, so that whoever waits can be told how far a job is. */
@FunctionalInterface
public interface SourceSize {

  /**
   * The bytes of all parts of the source as they are now. May take as long as listing it.
   *
   * @throws IOException if they cannot be told
   */
  long bytes() throws IOException;
}
