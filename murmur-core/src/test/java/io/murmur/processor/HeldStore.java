package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store whose merges are under way until a test lets them end. Merges of one key at a time. */
final class HeldStore<V> implements Store<V> {

  private final Store<V> inner;
  private final Map<String, CompletableFuture<Void>> held = new LinkedHashMap<>();

  HeldStore(Store<V> inner) {
    this.inner = inner;
  }

  /** The entities whose merges are under way, in the order in which they came. */
  List<String> underWay() {
    return List.copyOf(held.keySet());
  }

  void release(String entity) {
    held.remove(entity).complete(null);
  }

  void fail(String entity, RuntimeException error) {
    held.remove(entity).completeExceptionally(error);
  }

  @Override
  public Monoid<V> monoid() {
    return inner.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return inner.get(key, consistency);
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return inner.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    if (held.put(merge.key().entity(), gate) != null) {
      throw new IllegalStateException("two merges of " + merge.key() + " at a time");
    }
    return gate.thenCompose(open -> inner.merge(merge));
  }

  @Override
  public void close() {
    inner.close();
  }
}
