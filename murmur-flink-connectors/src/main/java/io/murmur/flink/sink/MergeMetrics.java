package io.murmur.flink.sink;

import io.murmur.flink.metrics.Meter;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * What a subtask tells Flink of its merges, in the {@link Meter#group} of the pipeline: counters
 * {@code merges}, {@code mergesAlreadyApplied}, {@code mergeRetries}, {@code mergeThrottles},
 * {@code mergeWriteUnits} (an estimate, see {@link MergeSinkBuilder#maxWriteUnitsPerSecond}),
 * {@code mergeDeadLetters}, {@code cacheWrites}, {@code cacheWritesLost}; gauges {@code
 * mergesInFlight}, {@code mergesInFlightLimit}, {@code lastCommitMerges}, {@code lastCommitMillis},
 * {@code lastCommitLagMillis} (from when the oldest delta of an epoch was handed over until all of
 * it was in the store) and {@code lastCommitTimestamp} (milliseconds since the epoch, 0 before the
 * first commit).
 */
final class MergeMetrics {

  final Counter merges;
  final Counter alreadyApplied;
  final Counter deadLetters;
  final Counter cacheWrites;
  final Counter cacheWritesLost;

  /** These three are counted where a request ended, on any thread. */
  final Counter writeUnits;

  final Counter retries;

  final Counter throttles;

  private volatile int inFlight;
  private volatile int limit;
  private volatile long lastMerges;
  private volatile long lastMillis;
  private volatile long lastLag;
  private volatile long lastAt;

  MergeMetrics(MetricGroup operator, String pipeline) {
    MetricGroup group = Meter.group(operator, pipeline);
    merges = group.counter("merges");
    alreadyApplied = group.counter("mergesAlreadyApplied");
    writeUnits = group.counter("mergeWriteUnits", new ThreadSafeSimpleCounter());
    deadLetters = group.counter("mergeDeadLetters");
    cacheWrites = group.counter("cacheWrites");
    cacheWritesLost = group.counter("cacheWritesLost");
    retries = group.counter("mergeRetries", new ThreadSafeSimpleCounter());
    throttles = group.counter("mergeThrottles", new ThreadSafeSimpleCounter());
    gauge(group, "mergesInFlight", () -> inFlight);
    gauge(group, "mergesInFlightLimit", () -> limit);
    group.<Long, Gauge<Long>>gauge("lastCommitMerges", () -> lastMerges);
    group.<Long, Gauge<Long>>gauge("lastCommitMillis", () -> lastMillis);
    group.<Long, Gauge<Long>>gauge("lastCommitLagMillis", () -> lastLag);
    group.<Long, Gauge<Long>>gauge("lastCommitTimestamp", () -> lastAt);
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

  /** An epoch is in the store, of which the oldest part was handed over then. */
  void epochDone(long preparedAtMillis) {
    long now = System.currentTimeMillis();
    lastLag = Math.max(0, now - preparedAtMillis);
    lastAt = now;
  }

  private static void gauge(MetricGroup group, String name, IntSupplier value) {
    group.<Integer, Gauge<Integer>>gauge(name, value::getAsInt);
  }
}
