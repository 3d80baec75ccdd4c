package io.murmur.flink.source.scan;

import io.murmur.control.HandoffToken;

/**
 * Says where a live feed takes over: asked once in the life of a run, before its first row is read.
 * The first token of a run is kept, whatever is started again later. Tokens are {@link
 * io.murmur.control.Handoff}s, unless a caller has one of his own.
 */
@FunctionalInterface
public interface TokenSource {

  /**
   * Asks for the source's position now.
   *
   * @param pipeline the pipeline's name
   * @param run the run's id
   * @throws ScanException if the source cannot be reached or refuses; nothing was read then
   */
  HandoffToken capture(String pipeline, String run) throws Exception;
}
