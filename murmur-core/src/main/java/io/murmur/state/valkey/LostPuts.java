package io.murmur.state.valkey;

import io.murmur.state.Key;
import io.murmur.state.Stored;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The puts that did not reach a cache, so that it may still hold an older value: they are sent
 * again until they arrive. Bounded; safe for concurrent use.
 *
 * @param <V> the type of the aggregate
 */
final class LostPuts<V> implements AutoCloseable {

  static final int CAPACITY = 10_000;

  private final Map<Key, Stored<V>> lost = new ConcurrentHashMap<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService timer;
  private final long pauseMillis;
  private final Function<Map<Key, Stored<V>>, CompletionStage<Long>> send;
  private volatile boolean closed;

  /**
   * Creates an empty memory.
   *
   * @param send sends a batch again; what arrives of it is told to {@link #arrived}
   */
  LostPuts(
      ScheduledExecutorService timer,
      long pauseMillis,
      Function<Map<Key, Stored<V>>, CompletionStage<Long>> send) {
    this.timer = timer;
    this.pauseMillis = pauseMillis;
    this.send = send;
  }

  /** Those of the keys for which the cache may hold something older than it was told. */
  Set<Key> among(Collection<Key> keys) {
    return lost.isEmpty()
        ? Set.of()
        : keys.stream().filter(lost::containsKey).collect(Collectors.toSet());
  }

  /** Remembers a put, unless a newer one of its key is known; false if there is no room. */
  boolean remember(Key key, Stored<V> stored) {
    if (closed || (lost.size() >= CAPACITY && !lost.containsKey(key))) {
      return false;
    }
    lost.merge(key, stored, (held, next) -> next.version() > held.version() ? next : held);
    schedule();
    return true;
  }

  /** Forgets a put, as the cache has this version or a newer one. */
  void arrived(Key key, long version) {
    if (!lost.isEmpty()) {
      lost.computeIfPresent(key, (k, held) -> held.version() <= version ? null : held);
    }
  }

  /** Forgets a put, as the cache holds nothing for the key. */
  void evicted(Key key) {
    lost.remove(key);
  }

  @Override
  public void close() {
    closed = true;
    lost.clear();
  }

  private void schedule() {
    if (!closed && !lost.isEmpty() && scheduled.compareAndSet(false, true)) {
      try {
        var unused = timer.schedule(this::sendAgain, pauseMillis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException ignored) {
        closed = true; // the client is closed, and nothing can arrive any more
      }
    }
  }

  private void sendAgain() {
    Map<Key, Stored<V>> batch = new LinkedHashMap<>();
    for (var put : lost.entrySet()) {
      batch.put(put.getKey(), put.getValue());
      if (batch.size() == Batches.SIZE) {
        break;
      }
    }
    send.apply(batch)
        .whenComplete(
            (count, error) -> {
              if (error == null && count == batch.size() && !lost.isEmpty()) {
                sendAgain();
              } else {
                scheduled.set(false);
                schedule();
              }
            });
  }
}
