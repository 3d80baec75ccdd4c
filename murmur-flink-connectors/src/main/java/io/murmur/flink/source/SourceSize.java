package io.murmur.flink.source;

import java.io.IOException;

/** Knows how much there is to read, so that whoever waits can be told how far a job is. */
@FunctionalInterface
public interface SourceSize {

  /**
   * What the source holds now: records where it counts them, else the bytes of the parts that it is
   * read in. May take as long as listing it.
   *
   * @throws IOException if it cannot be told
   * @throws InterruptedException if asking was interrupted
   */
  SourceExtent extent() throws IOException, InterruptedException;
}
