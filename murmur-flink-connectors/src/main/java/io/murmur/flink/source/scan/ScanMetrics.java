package io.murmur.flink.source.scan;

import org.apache.flink.metrics.MetricGroup;

/**
 * What the job manager says of a scan, under the names that Flink's conventions for connectors
 * have: {@code isSnapshotting} (1 until all is read, then 0), {@code numSnapshotSplitsRemaining}
 * and {@code numSnapshotSplitsFinished} (of the ranges planned so far), {@code snapshotStartTime}
 * (in milliseconds since 1970).
 */
final class ScanMetrics {

  private volatile int remaining;
  private volatile int finished;
  private volatile int snapshotting = 1;

  ScanMetrics(MetricGroup group, long startedAt) {
    group.gauge("isSnapshotting", () -> snapshotting);
    group.gauge("numSnapshotSplitsRemaining", () -> remaining);
    group.gauge("numSnapshotSplitsFinished", () -> finished);
    group.gauge("snapshotStartTime", () -> startedAt);
  }

  void update(ScanProgress progress) {
    remaining = progress.remaining();
    finished = progress.finishedCount();
    snapshotting = progress.done() ? 0 : 1;
  }
}
