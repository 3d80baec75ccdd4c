package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.metrics.InMemoryRecorder;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Cache;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;

/** A processor on a table where everything can be made to fail and time stands still. */
final class Bench<T, V> {

  final VirtualScheduler time = new VirtualScheduler();
  final InMemoryRecorder recorder = new InMemoryRecorder();
  final FaultyStore<V> store;
  final Processor<T, V> processor;

  private Bench(
      Pipeline<T, V> pipeline,
      Store<V> inner,
      ProcessorConfig config,
      Optional<Cache<V>> cache,
      LongUnaryOperator jitter) {
    store = new FaultyStore<>(inner);
    processor =
        new Processor<>(
            pipeline,
            store,
            cache,
            config.withRecorder(recorder),
            new Surroundings(time, jitter, time::nanos));
  }

  /** Waits are as long as they may be. */
  static <T, V> Bench<T, V> of(Pipeline<T, V> pipeline, ProcessorConfig config) {
    return on(new InMemoryStore<>(pipeline.monoid()), pipeline, config);
  }

  static <T, V> Bench<T, V> on(Store<V> store, Pipeline<T, V> pipeline, ProcessorConfig config) {
    return new Bench<>(pipeline, store, config, Optional.empty(), bound -> bound);
  }

  static <T, V> Bench<T, V> withCache(
      Pipeline<T, V> pipeline, Cache<V> cache, ProcessorConfig config) {
    return new Bench<>(
        pipeline,
        new InMemoryStore<>(pipeline.monoid()),
        config,
        Optional.of(cache),
        bound -> bound);
  }

  static <T, V> Bench<T, V> withJitter(
      Pipeline<T, V> pipeline, LongUnaryOperator jitter, ProcessorConfig config) {
    return new Bench<>(
        pipeline, new InMemoryStore<>(pipeline.monoid()), config, Optional.empty(), jitter);
  }

  /** The error of an operation that must have failed by now: nothing is waited for. */
  static Throwable error(CompletableFuture<?> operation) {
    assertThat(operation).isCompletedExceptionally();
    return operation.handle((done, error) -> Async.unwrap(error)).join();
  }

  static ProcessorConfig plain() {
    return ProcessorConfig.defaults();
  }

  static ProcessorConfig claiming() {
    return ProcessorConfig.defaults().withClaims(ClaimPolicy.retaining(Duration.ofDays(1)));
  }

  static ProcessorConfig coalescing(CoalesceConfig coalesce) {
    return ProcessorConfig.defaults().withCoalesce(coalesce);
  }
}
