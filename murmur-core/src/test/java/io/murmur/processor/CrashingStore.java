package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store as a process sees it that dies at one of the points before and after its requests: from
 * there on it sends nothing and hears nothing. What was sent before may still be applied.
 */
final class CrashingStore<V> implements Store<V> {

  private final Store<V> inner;
  private final int deadly;
  private final AtomicInteger passed = new AtomicInteger();

  /** Dies at the point with this number, counted from 0. */
  CrashingStore(Store<V> inner, int deadly) {
    this.inner = inner;
    this.deadly = deadly;
  }

  boolean died() {
    return passed.get() > deadly;
  }

  @Override
  public Monoid<V> monoid() {
    return inner.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    pass();
    return inner.get(key, consistency);
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    pass();
    return inner.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    pass();
    return inner
        .merge(merge)
        .thenApply(
            result -> {
              pass();
              return result;
            });
  }

  @Override
  public void close() {
    inner.close();
  }

  private void pass() {
    if (passed.getAndIncrement() >= deadly) {
      throw new IllegalStateException("the process died");
    }
  }
}
