package io.murmur.jobs.progress;

import io.murmur.flink.source.SourceExtent;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far a job is, over all submissions of its runs.
 *
 * @param at when it was
 * @param source the size of the source, as it was when the job began
 * @param bytes the size of the parts of the source that are read to their end
 * @param events how many were read
 * @param keys distinct keys; empty where only the end of the job tells
 * @param writes merges that are in the tables, as of the last whole epoch
 * @param deadLetters records and merges that were set aside
 */
record Snapshot(
    Instant at,
    SourceExtent source,
    long bytes,
    long events,
    OptionalLong keys,
    long writes,
    long deadLetters) {

  /** Whether the source counts records, and not bytes. */
  boolean byRows() {
    return source.rows().isPresent();
  }

  /** How much there is to read, in records or bytes; empty if that is not known. */
  OptionalLong total() {
    return byRows() ? source.rows() : source.bytes();
  }

  /** How much is read, in the same. */
  long done() {
    return byRows() ? events : bytes;
  }

  /**
   * Of what each pipeline counted. All read the same source, so they do not add up; what they write
   * does.
   */
  static Snapshot of(
      Instant at, SourceExtent source, Collection<? extends Map<String, Long>> pipelines) {
    long keys = sum(pipelines, "keys");
    return new Snapshot(
        at,
        source,
        max(pipelines, "bytes"),
        max(pipelines, "read"),
        keys > 0 ? OptionalLong.of(keys) : OptionalLong.empty(),
        sum(pipelines, "merges"),
        sum(pipelines, "deadLetters") + sum(pipelines, "mergeDeadLetters"));
  }

  private static long max(Collection<? extends Map<String, Long>> pipelines, String name) {
    return pipelines.stream().mapToLong(counts -> counts.getOrDefault(name, 0L)).max().orElse(0);
  }

  private static long sum(Collection<? extends Map<String, Long>> pipelines, String name) {
    return pipelines.stream().mapToLong(counts -> counts.getOrDefault(name, 0L)).sum();
  }
}
