package io.murmur.metrics;

import java.time.Duration;

/**
 * Takes the counts, errors and latencies of a run. Implementations are safe for concurrent use and
 * return quickly.
 *
 * <p>{@link MetricNames} has the names: an event of pipeline {@code p} is recorded as {@code p}, a
 * retry as {@code p:retry}, a duplicate as {@code p:dedup_skip}, a dead letter as {@code
 * p:dead_letter}; operations are {@code p:store_merge}, {@code p:store_merge_update}, {@code
 * p:store_get} and so on.
 */
public interface Recorder {

  /** Counts one event. */
  void recordEvent(String name);

  /** Counts some events at once; none if the count is not positive. */
  default void recordEvents(String name, long count) {
    for (long i = 0; i < count; i++) {
      recordEvent(name);
    }
  }

  /** Counts one error and remembers the latest. */
  void recordError(String name, Throwable error);

  /** Takes the latency of one operation. */
  void recordLatency(String operation, Duration latency);

  /** Takes the size and duration of one batch of events. */
  void recordBatch(String name, long events, Duration duration);

  /** A recorder that drops everything. */
  static Recorder noop() {
    return NoopRecorder.INSTANCE;
  }
}
