package io.murmur.flink.dynamodb;

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
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** A store that closes its client with itself. */
final class OwningStore<V> implements Store<V> {

  private final Store<V> store;
  private final SdkAutoCloseable client;

  OwningStore(Store<V> store, SdkAutoCloseable client) {
    this.store = store;
    this.client = client;
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
    return store.merge(merge);
  }

  @Override
  public CompletionStage<?> reach() {
    return store.reach();
  }

  @Override
  public void close() {
    store.close();
    client.close();
  }
}
