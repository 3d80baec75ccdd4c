package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanConnector;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;

/** A table of a SQL database to the scan core. */
record JdbcScanConnector(JdbcSettings settings) implements ScanConnector {

  @Override
  public String origin() {
    return settings.origin();
  }

  @Override
  public ScanPlanner openPlanner() {
    return new JdbcPlanner(settings);
  }

  @Override
  public ScanReader openReader() {
    return new JdbcReader(settings);
  }
}
