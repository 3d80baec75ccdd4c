package io.murmur.state.memory;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.testing.StoreContract;

class InMemoryStoreTest extends StoreContract {

  @Override
  protected <V> Store<V> newStore(Monoid<V> monoid) {
    return new InMemoryStore<>(monoid);
  }
}
