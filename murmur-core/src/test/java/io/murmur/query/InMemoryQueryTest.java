package io.murmur.query;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryStore;

class InMemoryQueryTest extends QueryContract {

  @Override
  <V> Store<V> newStore(Monoid<V> monoid) {
    return new InMemoryStore<>(monoid);
  }
}
