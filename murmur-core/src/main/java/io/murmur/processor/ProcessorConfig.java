package io.murmur.processor;

import io.murmur.metrics.Recorder;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link Processor} writes.
 *
 * @param recorder where counts, errors and latencies go
 * @param retry how often a write is tried
 * @param claims makes merges exact under redelivery; without it they are counted at least once
 * @param coalesce how much a {@link Coalescer} collects
 * @param flushConcurrency how many keys of a coalescer's flush are written at the same time; 1 or
 *     less for one after another
 */
public record ProcessorConfig(
    Recorder recorder,
    RetryPolicy retry,
    Optional<ClaimPolicy> claims,
    CoalesceConfig coalesce,
    int flushConcurrency) {

  /** Default of {@code flushConcurrency}: below the 50 connections of the usual client. */
  public static final int DEFAULT_FLUSH_CONCURRENCY = 32;

  /** Rejects nulls. */
  public ProcessorConfig {
    Objects.requireNonNull(recorder, "recorder");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(claims, "claims");
    Objects.requireNonNull(coalesce, "coalesce");
  }

  /** No metrics, three attempts, no claims, coalescing with its defaults. */
  public static ProcessorConfig defaults() {
    return new ProcessorConfig(
        Recorder.noop(),
        RetryPolicy.defaults(),
        Optional.empty(),
        CoalesceConfig.defaults(),
        DEFAULT_FLUSH_CONCURRENCY);
  }

  /** The same with a recorder. */
  public ProcessorConfig withRecorder(Recorder other) {
    return new ProcessorConfig(other, retry, claims, coalesce, flushConcurrency);
  }

  /** The same with another retry policy. */
  public ProcessorConfig withRetry(RetryPolicy other) {
    return new ProcessorConfig(recorder, other, claims, coalesce, flushConcurrency);
  }

  /** The same with claims. */
  public ProcessorConfig withClaims(ClaimPolicy policy) {
    return new ProcessorConfig(recorder, retry, Optional.of(policy), coalesce, flushConcurrency);
  }

  /** The same with other bounds for coalescing. */
  public ProcessorConfig withCoalesce(CoalesceConfig other) {
    return new ProcessorConfig(recorder, retry, claims, other, flushConcurrency);
  }

  /** The same with another number of keys written at the same time. */
  public ProcessorConfig withFlushConcurrency(int writes) {
    return new ProcessorConfig(recorder, retry, claims, coalesce, writes);
  }
}
