package io.murmur.state.memory;

import io.murmur.monoid.Monoid;
import io.murmur.state.Cache;
import io.murmur.testing.CacheContract;
import java.time.InstantSource;

class InMemoryCacheTest extends CacheContract {

  @Override
  protected <V> Cache<V> newCache(Monoid<V> monoid) {
    return new InMemoryCache<>(InstantSource.system());
  }
}
