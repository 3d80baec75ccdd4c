package io.murmur.flink.definition;

import io.murmur.flink.source.scan.ScanSource;
import java.util.Optional;

/**
 * How fast a scan may read, of which at most one is said.
 *
 * @param records in a second
 * @param readUnits in a second, in the database's own measure
 */
public record ScanLimit(Optional<Double> records, Optional<Double> readUnits) {

  /** As fast as it can. */
  public static ScanLimit none() {
    return new ScanLimit(Optional.empty(), Optional.empty());
  }

  ScanSource on(ScanSource source) {
    ScanSource limited = records.map(source::recordsPerSecond).orElse(source);
    return readUnits.map(limited::readUnitsPerSecond).orElse(limited);
  }
}
