package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.InMemoryDocuments;
import io.murmur.monoid.Monoids;
import io.murmur.state.Cache;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryCache;
import io.murmur.state.memory.InMemoryStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class InMemoryReadersTest extends ReadersContract {

  private final Documents documents = new InMemoryDocuments();
  private final TableNames tables = new TableNames();
  private final Map<String, Store<Long>> stores = new ConcurrentHashMap<>();

  @Override
  Documents documents() {
    return documents;
  }

  @Override
  PhysicalTables tables() {
    return tables;
  }

  @Override
  String newTable() {
    tables.add("page_views");
    return "page_views";
  }

  @Override
  Store<Long> store(String table) {
    return stores.computeIfAbsent(table, name -> new InMemoryStore<>(Monoids.count()));
  }

  @Override
  Cache<Long> cache(String table) {
    return new InMemoryCache<>(InstantSource.system());
  }
}
