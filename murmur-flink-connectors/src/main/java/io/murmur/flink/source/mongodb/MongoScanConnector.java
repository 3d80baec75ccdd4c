package io.murmur.flink.source.mongodb;

import io.murmur.flink.source.scan.ScanConnector;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;

/** A collection of MongoDB to the scan core. */
record MongoScanConnector(MongoSettings settings) implements ScanConnector {

  @Override
  public String origin() {
    return settings.origin();
  }

  @Override
  public ScanPlanner openPlanner() throws Exception {
    return new MongoScanPlanner(settings);
  }

  @Override
  public ScanReader openReader() throws Exception {
    return new MongoScanReader(settings);
  }
}
