package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.sink.StoreFactory;
import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryStore;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store and a control table that all tasks of this JVM share, by a name that travels in the
 * graph.
 */
record Shared<V>(String name) {

  private static final Map<String, Store<?>> STORES = new ConcurrentHashMap<>();
  private static final Map<String, Store<?>> SHAKY = new ConcurrentHashMap<>();
  private static final Map<String, Documents> CONTROLS = new ConcurrentHashMap<>();

  static <V> Shared<V> of(Monoid<V> monoid) {
    String name = UUID.randomUUID().toString();
    STORES.put(name, new InMemoryStore<>(monoid));
    CONTROLS.put(name, new InMemoryDocuments());
    return new Shared<>(name);
  }

  @SuppressWarnings("unchecked")
  InMemoryStore<V> store() {
    return (InMemoryStore<V>) STORES.get(name);
  }

  /** Puts another store before the one that there is. */
  ShakyStore<V> shaky() {
    ShakyStore<V> shaky = new ShakyStore<>(store());
    SHAKY.put(name, shaky);
    return shaky;
  }

  Documents documents() {
    return CONTROLS.get(name);
  }

  @SuppressWarnings("unchecked")
  StoreFactory<V> storeFactory() {
    String key = name;
    return () -> (Store<V>) (SHAKY.containsKey(key) ? SHAKY.get(key) : STORES.get(key));
  }

  Opener<Documents> control() {
    String key = name;
    return () -> CONTROLS.get(key);
  }
}
