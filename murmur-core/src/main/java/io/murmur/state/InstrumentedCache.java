package io.murmur.state;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A cache that reports the latency of every operation, and its errors: {@code <label>:cache_get},
 * {@code <label>:cache_get_many}, {@code <label>:cache_merge_update} for puts and {@code
 * <label>:cache_repopulate}. A cache that could not be reached answers instead of failing; that is
 * counted as one error of the operation.
 *
 * @param <V> the type of the aggregate
 */
public final class InstrumentedCache<V> implements Cache<V> {

  private final Cache<V> inner;
  private final OperationTimer timer;
  private final MetricNames names;

  private InstrumentedCache(Cache<V> inner, OperationTimer timer, MetricNames names) {
    this.inner = inner;
    this.timer = timer;
    this.names = names;
  }

  /**
   * The cache with reports to the recorder; the cache itself if the recorder drops everything.
   *
   * @param label whose cache it is, normally the pipeline's name
   */
  public static <V> Cache<V> wrap(Cache<V> inner, Recorder recorder, String label) {
    Objects.requireNonNull(inner, "inner");
    if (recorder == Recorder.noop()) {
      return inner;
    }
    return new InstrumentedCache<>(
        inner, new OperationTimer(recorder, System::nanoTime), MetricNames.of(label));
  }

  @Override
  public CompletionStage<Lookup<V>> get(Key key) {
    return timer
        .time(names.cacheGet(), () -> inner.get(key))
        .thenApply(
            lookup -> {
              countIfDown(names.cacheGet(), lookup);
              return lookup;
            });
  }

  @Override
  public CompletionStage<List<Lookup<V>>> getMany(List<Key> keys) {
    return timer
        .time(names.cacheGetMany(), () -> inner.getMany(keys))
        .thenApply(
            lookups -> {
              lookups.stream()
                  .filter(Lookup.Down.class::isInstance)
                  .findFirst()
                  .ifPresent(down -> countIfDown(names.cacheGetMany(), down));
              return lookups;
            });
  }

  @Override
  public CompletionStage<Boolean> put(Key key, Stored<V> stored) {
    return timer
        .time(names.cacheMergeUpdate(), () -> inner.put(key, stored))
        .thenApply(
            arrived -> {
              if (!arrived) {
                timer.failed(names.cacheMergeUpdate(), new CacheUnreachableException());
              }
              return arrived;
            });
  }

  @Override
  public CompletionStage<Long> putMany(Map<Key, Stored<V>> values) {
    return timer
        .time(names.cacheMergeUpdate(), () -> inner.putMany(values))
        .thenApply(
            arrived -> {
              if (arrived < values.size()) {
                timer.failed(names.cacheMergeUpdate(), new CacheUnreachableException());
              }
              return arrived;
            });
  }

  @Override
  public CompletionStage<Long> repopulate(Store<V> source, Collection<Key> keys) {
    return timer.time(names.cacheRepopulate(), () -> inner.repopulate(source, keys));
  }

  @Override
  public void close() {
    inner.close();
  }

  private void countIfDown(String operation, Lookup<V> lookup) {
    if (lookup instanceof Lookup.Down<V> down) {
      timer.failed(operation, down.reason());
    }
  }
}
