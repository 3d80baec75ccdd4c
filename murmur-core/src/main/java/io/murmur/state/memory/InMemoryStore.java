package io.murmur.state.memory;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.ScannableStore;
import io.murmur.state.StoreException;
import io.murmur.state.Stored;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store in a map. All stages it returns are complete.
 *
 * <p>An item whose expiry has passed is absent for readers; its memory is not given back.
 *
 * @param <V> the type of the aggregate
 */
public final class InMemoryStore<V> implements ScannableStore<V> {

  private static final int PAGE = 10_000;
  private static final Comparator<Key> BY_KEY =
      Comparator.comparing(Key::entity).thenComparingLong(Key::bucket);

  private final Monoid<V> monoid;
  private final InstantSource clock;
  private final Map<Key, Slot<V>> slots = new ConcurrentHashMap<>();

  /** Creates an empty store that takes the time from the system's clock. */
  public InMemoryStore(Monoid<V> monoid) {
    this(monoid, InstantSource.system());
  }

  /** Creates an empty store that takes the time from a clock of the caller's. */
  public InMemoryStore(Monoid<V> monoid, InstantSource clock) {
    this.monoid = monoid;
    this.clock = clock;
  }

  @Override
  public Monoid<V> monoid() {
    return monoid;
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return CompletableFuture.completedFuture(read(key));
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return CompletableFuture.completedFuture(keys.stream().map(this::read).toList());
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    try {
      Slot<V> slot = slots.computeIfAbsent(merge.key(), key -> new Slot<>());
      return CompletableFuture.completedFuture(slot.merge(merge, monoid, now()));
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Sorts all keys for each page: for tests. */
  @Override
  public CompletionStage<Page<V>> scan(int segment, int segments, Optional<Key> from) {
    List<Key> keys =
        slots.keySet().stream()
            .filter(key -> Math.floorMod(key.hashCode(), segments) == segment)
            .filter(key -> from.isEmpty() || BY_KEY.compare(key, from.get()) > 0)
            .sorted(BY_KEY)
            .limit(PAGE)
            .toList();
    List<Entry<V>> entries = new ArrayList<>();
    for (Key key : keys) {
      read(key).ifPresent(stored -> entries.add(new Entry<>(key, stored)));
    }
    Optional<Key> next =
        keys.size() < PAGE ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
    return CompletableFuture.completedFuture(new Page<>(entries, next));
  }

  /** Does nothing: what the store holds stays readable. */
  @Override
  public void close() {}

  private Optional<Stored<V>> read(Key key) {
    Slot<V> slot = slots.get(key);
    return slot == null ? Optional.empty() : slot.readAt(now());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
