package io.murmur.flink.bootstrap;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.TransientStoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** A store that fails as a test wants it to, and counts for itself what it did. */
final class ShakyStore<V> implements Store<V> {

  final AtomicLong requests = new AtomicLong();
  final AtomicLong applied = new AtomicLong();
  final AtomicLong throttled = new AtomicLong();
  final AtomicLong lost = new AtomicLong();

  /** Commits fail that ask for more while this is above 0; counts down. */
  final AtomicInteger failures = new AtomicInteger();

  /** How request number so-and-so fails. */
  volatile LongFunction<Optional<TransientStoreException>> fate = number -> Optional.empty();

  private final Store<V> store;

  ShakyStore(Store<V> store) {
    this.store = store;
  }

  @Override
  public Monoid<V> monoid() {
    return store.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return store.get(key, consistency);
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return store.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    Optional<TransientStoreException> error = fate.apply(requests.getAndIncrement());
    if (error.isPresent()) {
      (error.get().throttled() ? throttled : lost).incrementAndGet();
      return CompletableFuture.failedStage(error.get());
    }
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return CompletableFuture.failedStage(
          new IllegalStateException("a commit fails, as this test wants it"));
    }
    return store.merge(merge).thenApply(this::count);
  }

  private MergeResult<V> count(MergeResult<V> result) {
    if (result instanceof MergeResult.Applied) {
      applied.incrementAndGet();
    }
    return result;
  }

  @Override
  public void close() {}
}
