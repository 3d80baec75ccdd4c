package io.murmur.processor;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.state.Cache;
import io.murmur.state.CacheUnreachableException;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Puts what the store holds after a merge into the cache. Where the answer of the store did not
 * include the value (a transaction returns none) it is read, consistently.
 *
 * <p>Its stages never fail: a cache that is away is counted, and the merge stands.
 */
final class CacheWriter<V> {

  private final Cache<V> cache;
  private final Store<V> store;
  private final Recorder recorder;
  private final MetricNames names;
  private final LongSupplier nanoClock;

  CacheWriter(
      Cache<V> cache,
      Store<V> store,
      Recorder recorder,
      MetricNames names,
      LongSupplier nanoClock) {
    this.cache = cache;
    this.store = store;
    this.recorder = recorder;
    this.names = names;
    this.nanoClock = nanoClock;
  }

  /** Brings the cache up to the result of a merge. */
  CompletionStage<Void> follow(Key key, MergeResult<V> result) {
    long start = nanoClock.getAsLong();
    return Async.call(() -> stored(key, result))
        .thenCompose(
            stored ->
                stored.isPresent()
                    ? cache.put(key, stored.get())
                    : CompletableFuture.completedStage(true))
        .handle(
            (arrived, error) -> {
              recorder.recordLatency(
                  names.cacheMerge(), Duration.ofNanos(nanoClock.getAsLong() - start));
              if (error != null) {
                recorder.recordError(names.cacheMerge(), Async.unwrap(error));
              } else if (!arrived) {
                recorder.recordError(names.cacheMerge(), new CacheUnreachableException());
              }
              return null;
            });
  }

  private CompletionStage<Optional<Stored<V>>> stored(Key key, MergeResult<V> result) {
    Optional<Stored<V>> known =
        result instanceof MergeResult.Applied<V> applied
            ? applied.stored()
            : result instanceof MergeResult.AlreadyApplied<V> already
                ? already.stored()
                : Optional.empty();
    return known.isPresent()
        ? CompletableFuture.completedStage(known)
        : store.get(key, Consistency.STRONG);
  }
}
