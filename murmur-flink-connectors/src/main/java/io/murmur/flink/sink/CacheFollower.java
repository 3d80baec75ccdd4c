package io.murmur.flink.sink;

import io.murmur.state.Cache;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what the store holds after its merges into the cache, in batches. What the store did not say
 * (a transaction returns no value) is read, consistently.
 *
 * <p>A cache that is away never fails a merge, nor does it slow all of them down: after a batch
 * that was lost, puts are left out for a second. They are counted, and the next merge of a key
 * makes up for it. Used by one thread.
 */
final class CacheFollower<V> {

  private static final Logger LOG = LoggerFactory.getLogger(CacheFollower.class);

  private static final int BATCH = 100;
  private static final int BATCHES_IN_FLIGHT = 4;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String pipeline;
  private final Cache<V> cache;
  private final Store<V> store;
  private final MergeMetrics metrics;
  private final Queue<Batch> inFlight = new ArrayDeque<>();
  private Map<Key, Stored<V>> known = new HashMap<>();
  private List<Key> unknown = new ArrayList<>();
  private boolean away;
  private long retryAt;

  private record Batch(int size, CompletableFuture<Long> reached) {}

  CacheFollower(String pipeline, Cache<V> cache, Store<V> store, MergeMetrics metrics) {
    this.pipeline = pipeline;
    this.cache = cache;
    this.store = store;
    this.metrics = metrics;
  }

  /** A key was merged; puts its value some time before {@link #finish} returns. */
  void merged(Key key, Optional<Stored<V>> stored) throws InterruptedException {
    if (stored.isPresent()) {
      known.put(key, stored.get());
    } else {
      unknown.add(key);
    }
    if (known.size() + unknown.size() >= BATCH) {
      send();
    }
  }

  /** Sends the rest and waits for all. */
  void finish() throws InterruptedException {
    if (known.size() + unknown.size() > 0) {
      send();
    }
    while (!inFlight.isEmpty()) {
      await(inFlight.remove());
    }
  }

  private void send() throws InterruptedException {
    Map<Key, Stored<V>> values = known;
    List<Key> keys = unknown;
    known = new HashMap<>();
    unknown = new ArrayList<>();
    int size = values.size() + keys.size();
    if (away && System.nanoTime() - retryAt < 0) {
      metrics.cacheWritesLost.inc(size);
      return;
    }
    if (inFlight.size() >= BATCHES_IN_FLIGHT) {
      await(inFlight.remove());
    }
    CompletionStage<Long> reached =
        keys.isEmpty()
            ? cache.putMany(values)
            : store
                .getMany(keys, Consistency.STRONG)
                .thenCompose(
                    found -> {
                      for (int i = 0; i < keys.size(); i++) {
                        Key key = keys.get(i);
                        found.get(i).ifPresent(stored -> values.put(key, stored));
                      }
                      return cache.putMany(values);
                    });
    inFlight.add(new Batch(size, reached.toCompletableFuture()));
  }

  private void await(Batch batch) throws InterruptedException {
    long reached;
    String why = "it could not be reached";
    try {
      reached = batch.reached().get();
    } catch (ExecutionException e) {
      reached = 0;
      why = e.getCause().toString();
    }
    // Keys that have expired since have no value to put, so fewer may have been asked for.
    boolean lost = reached == 0 && batch.size() > 0;
    metrics.cacheWrites.inc(reached);
    if (lost) {
      metrics.cacheWritesLost.inc(batch.size());
      retryAt = System.nanoTime() + PAUSE_NANOS;
      if (!away) {
        LOG.warn(
            "Pipeline '{}': the cache did not take {} values: {}. The merges stand, reads fall back"
                + " to the store.",
            pipeline,
            batch.size(),
            why);
      }
    } else if (away) {
      LOG.info("Pipeline '{}': the cache is back.", pipeline);
    }
    away = lost;
  }
}
