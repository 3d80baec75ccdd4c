package io.murmur.state.valkey;

import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One rebuilding of entries, batch after batch. */
final class Repopulation<V> {

  static final int BATCH = 1_000;

  private final ValkeyCache<V> cache;
  private final Store<V> source;
  private final Iterator<Key> keys;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private long put;

  Repopulation(ValkeyCache<V> cache, Store<V> source, Collection<Key> keys) {
    this.cache = cache;
    this.source = source;
    this.keys = List.copyOf(keys).iterator();
  }

  CompletionStage<Long> run() {
    next();
    return done;
  }

  private void next() {
    var batch = new LinkedHashSet<Key>();
    while (keys.hasNext() && batch.size() < BATCH) {
      batch.add(keys.next());
    }
    if (batch.isEmpty()) {
      done.complete(put);
      return;
    }
    // Evicted before the store is read: what is put meanwhile is newer than that, and stays.
    // Async, because stages that are done already would nest one call for each batch.
    cache
        .evict(batch)
        .thenCompose(reached -> reached ? rebuild(List.copyOf(batch)) : stopped())
        .whenCompleteAsync(
            (goOn, error) -> {
              if (error != null) {
                done.completeExceptionally(ValkeyErrors.cause(error));
              } else if (goOn) {
                next();
              } else {
                done.complete(put);
              }
            });
  }

  private CompletionStage<Boolean> rebuild(List<Key> batch) {
    return source
        .getMany(batch, Consistency.STRONG)
        .thenCompose(
            found -> {
              Map<Key, Stored<V>> values = present(batch, found);
              return cache
                  .putMany(values)
                  .thenApply(
                      arrived -> {
                        put += arrived;
                        return arrived == values.size();
                      });
            });
  }

  private static CompletionStage<Boolean> stopped() {
    return CompletableFuture.completedFuture(false);
  }

  private static <V> Map<Key, Stored<V>> present(List<Key> batch, List<Optional<Stored<V>>> found) {
    Map<Key, Stored<V>> values = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      Key key = batch.get(i);
      found.get(i).ifPresent(stored -> values.put(key, stored));
    }
    return values;
  }
}
