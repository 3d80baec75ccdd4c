package io.murmur.flink.sink;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * What a subtask tells Flink of its merges: counters {@code merges}, {@code mergesAlreadyApplied},
 * {@code mergeRetries}, {@code mergeThrottles}, {@code mergeWriteUnits} (an estimate, see {@link
 * MergeSinkBuilder#maxWriteUnitsPerSecond}), {@code mergeDeadLetters}, {@code cacheWritesLost};
 * gauges {@code mergesInFlight}, {@code mergesInFlightLimit}, {@code lastCommitMerges} and {@code
 * lastCommitMillis}.
 */
final class MergeMetrics {

  final Counter merges;
  final Counter alreadyApplied;
  final Counter deadLetters;
  final Counter cacheWritesLost;

  /** These three are counted where a request ended, on any thread. */
  final Counter writeUnits;

  final Counter retries;

  final Counter throttles;

  private volatile int inFlight;
  private volatile int limit;
  private volatile long lastMerges;
  private volatile long lastMillis;

  MergeMetrics(MetricGroup group) {
    merges = group.counter("merges");
    alreadyApplied = group.counter("mergesAlreadyApplied");
    writeUnits = group.counter("mergeWriteUnits", new ThreadSafeSimpleCounter());
    deadLetters = group.counter("mergeDeadLetters");
    cacheWritesLost = group.counter("cacheWritesLost");
    retries = group.counter("mergeRetries", new ThreadSafeSimpleCounter());
    throttles = group.counter("mergeThrottles", new ThreadSafeSimpleCounter());
    gauge(group, "mergesInFlight", () -> inFlight);
    gauge(group, "mergesInFlightLimit", () -> limit);
    group.<Long, Gauge<Long>>gauge("lastCommitMerges", () -> lastMerges);
    group.<Long, Gauge<Long>>gauge("lastCommitMillis", () -> lastMillis);
  }

  /** How many merges are in flight and how many may be. */
  void inFlight(int now, int atMost) {
    inFlight = now;
    limit = atMost;
  }

  /** A commit is done. */
  void committed(CommitCounts counts, long millis) {
    lastMerges = counts.merges();
    lastMillis = millis;
  }

  private static void gauge(MetricGroup group, String name, IntSupplier value) {
    group.<Integer, Gauge<Integer>>gauge(name, value::getAsInt);
  }
}
