package io.murmur.flink.definition;

import io.murmur.state.Cache;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.valkey.ValkeyClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A cache that closes its client when it is closed. */
final class OwningCache<V> implements Cache<V> {

  private final Cache<V> cache;
  private final ValkeyClient client;

  OwningCache(Cache<V> cache, ValkeyClient client) {
    this.cache = cache;
    this.client = client;
  }

  @Override
  public CompletionStage<Lookup<V>> get(Key key) {
    return cache.get(key);
  }

  @Override
  public CompletionStage<List<Lookup<V>>> getMany(List<Key> keys) {
    return cache.getMany(keys);
  }

  @Override
  public CompletionStage<Boolean> put(Key key, Stored<V> stored) {
    return cache.put(key, stored);
  }

  @Override
  public CompletionStage<Long> putMany(Map<Key, Stored<V>> values) {
    return cache.putMany(values);
  }

  @Override
  public CompletionStage<Long> repopulate(Store<V> source, Collection<Key> keys) {
    return cache.repopulate(source, keys);
  }

  @Override
  public void close() {
    cache.close();
    client.close();
  }
}
