package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryStore;

class ExactlyOnceInMemoryTest extends ExactlyOnceContract {

  @Override
  protected <V> Store<V> newStore(Monoid<V> monoid) {
    return new InMemoryStore<>(monoid);
  }
}
