package io.murmur.flink.sink;

import io.murmur.flink.metrics.Meter;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What a writer tells Flink, in the {@link Meter#group} of the pipeline: gauges {@code
 * bufferedKeys} and {@code lastEpochKeys}, counter {@code spilledKeys}.
 */
final class WriterMetrics {

  private final MetricGroup group;
  private final Counter spilled;
  private volatile long lastEpoch;

  WriterMetrics(MetricGroup operator, String pipeline) {
    this.group = Meter.group(operator, pipeline);
    this.spilled = group.counter("spilledKeys");
    group.<Long, Gauge<Long>>gauge("lastEpochKeys", () -> lastEpoch);
  }

  /** Where the number of keys in memory comes from. */
  void watch(IntSupplier keys) {
    group.<Integer, Gauge<Integer>>gauge("bufferedKeys", keys::getAsInt);
  }

  /** An epoch with so many keys was handed over; keys of several runs count in each. */
  void epoch(long keys) {
    lastEpoch = keys;
  }

  /** So many keys went to a file. */
  void spilled(long keys) {
    spilled.inc(keys);
  }
}
