package io.murmur.query;

import io.murmur.state.Cache;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A cache that fails in the way it is told, over one that works. */
final class FaultyCache<V> implements Cache<V> {

  /** How it fails. */
  enum Fault {
    NONE,
    DOWN,
    FAILED_STAGE,
    THROWS,
    TOO_FEW_ANSWERS
  }

  private final Cache<V> inner;
  private final AtomicInteger puts = new AtomicInteger();
  private final AtomicInteger lookups = new AtomicInteger();
  private volatile Fault ofLookups = Fault.NONE;
  private volatile Fault ofPuts = Fault.NONE;

  FaultyCache(Cache<V> inner) {
    this.inner = inner;
  }

  void failLookups(Fault next) {
    ofLookups = next;
  }

  void failPuts(Fault next) {
    ofPuts = next;
  }

  int puts() {
    return puts.get();
  }

  int lookups() {
    return lookups.get();
  }

  @Override
  public CompletionStage<Lookup<V>> get(Key key) {
    return getMany(List.of(key)).thenApply(found -> found.get(0));
  }

  @Override
  public CompletionStage<List<Lookup<V>>> getMany(List<Key> keys) {
    lookups.addAndGet(keys.size());
    return switch (ofLookups) {
      case NONE -> inner.getMany(keys);
      case DOWN ->
          CompletableFuture.completedFuture(
              keys.stream().<Lookup<V>>map(key -> new Lookup.Down<>(broken())).toList());
      case FAILED_STAGE -> CompletableFuture.failedFuture(broken());
      case THROWS -> throw broken();
      case TOO_FEW_ANSWERS -> CompletableFuture.completedFuture(List.of());
    };
  }

  @Override
  public CompletionStage<Boolean> put(Key key, Stored<V> stored) {
    puts.incrementAndGet();
    return switch (ofPuts) {
      case NONE, TOO_FEW_ANSWERS -> inner.put(key, stored);
      case DOWN -> CompletableFuture.completedFuture(false);
      case FAILED_STAGE -> CompletableFuture.failedFuture(broken());
      case THROWS -> throw broken();
    };
  }

  @Override
  public CompletionStage<Long> repopulate(Store<V> source, Collection<Key> keys) {
    return inner.repopulate(source, keys);
  }

  @Override
  public void close() {
    inner.close();
  }

  private static RuntimeException broken() {
    return new IllegalStateException("this cache is broken on purpose");
  }
}
