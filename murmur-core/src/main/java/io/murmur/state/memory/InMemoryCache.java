package io.murmur.state.memory;

import io.murmur.state.Cache;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache in a map without a bound: never down, loses only what has expired.
 *
 * @param <V> the type of the aggregate
 */
public final class InMemoryCache<V> implements Cache<V> {

  private final InstantSource clock;
  private final Map<Key, Stored<V>> entries = new ConcurrentHashMap<>();

  /** Creates an empty cache that tells what has expired by a clock of the caller's. */
  public InMemoryCache(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public CompletionStage<Lookup<V>> get(Key key) {
    return CompletableFuture.completedFuture(lookUp(key));
  }

  @Override
  public CompletionStage<List<Lookup<V>>> getMany(List<Key> keys) {
    return CompletableFuture.completedFuture(keys.stream().map(this::lookUp).toList());
  }

  @Override
  public CompletionStage<Boolean> put(Key key, Stored<V> stored) {
    entries.merge(
        key,
        stored,
        (held, offered) -> offered.version() > held.version() || !alive(held) ? offered : held);
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public CompletionStage<Long> repopulate(Store<V> source, Collection<Key> keys) {
    List<Key> asked = List.copyOf(keys);
    return source
        .getMany(asked, Consistency.STRONG)
        .thenApply(
            found -> {
              long put = 0;
              for (int i = 0; i < asked.size(); i++) {
                Optional<Stored<V>> stored = found.get(i);
                if (stored.isPresent()) {
                  put(asked.get(i), stored.get());
                  put++;
                }
              }
              return put;
            });
  }

  /** Forgets a key, as an eviction would. */
  public void evict(Key key) {
    entries.remove(key);
  }

  /** Does nothing: the entries stay readable. */
  @Override
  public void close() {}

  private Lookup<V> lookUp(Key key) {
    Stored<V> held = entries.get(key);
    return held != null && alive(held) ? new Lookup.Hit<>(held) : new Lookup.Miss<>();
  }

  private boolean alive(Stored<V> stored) {
    var expiry = stored.expiresAtEpochSecond();
    return expiry.isEmpty() || expiry.getAsLong() > clock.instant().getEpochSecond();
  }
}
