package io.murmur.flink.source.scan;

import java.io.Serializable;
import java.util.SortedMap;

/**
 * Takes the positions at which the ranges were read, of sources whose ranges have their own. It is
 * called on the job manager, away from its main thread, when all ranges are read and before any
 * reader may end: so a scan that ended has handed them over. It may be called again after a
 * failure, with what is true then.
 */
@FunctionalInterface
public interface RangePositions extends Serializable {

  /** Keeps the positions by range; an error fails the job, which then goes on and tries again. */
  void keep(SortedMap<String, String> positions) throws Exception;
}
