package io.murmur.state.memory;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.testing.StoreClaimsContract;

class InMemoryStoreClaimsTest extends StoreClaimsContract {

  @Override
  protected <V> Store<V> newStore(Monoid<V> monoid) {
    return new InMemoryStore<>(monoid);
  }
}
