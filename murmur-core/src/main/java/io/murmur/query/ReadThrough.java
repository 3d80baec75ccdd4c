package io.murmur.query;

import io.murmur.state.Cache;
import io.murmur.state.Cache.Lookup;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads many keys through a cache: one batch from the cache, one from the store for what the cache
 * did not have or could not say. Whatever the cache does, the answer is the store's.
 */
final class ReadThrough<V> {

  private static final Logger LOG = LoggerFactory.getLogger(ReadThrough.class);

  private final Store<V> store;
  private final Cache<V> cache;
  private final List<Key> keys;
  private final List<Optional<Stored<V>>> answers;

  /** Keys that only the store can answer, and where they stand among all. */
  private final List<Key> open = new ArrayList<>();

  private final List<Integer> places = new ArrayList<>();

  private ReadThrough(Store<V> store, Cache<V> cache, List<Key> keys) {
    this.store = store;
    this.cache = cache;
    this.keys = keys;
    this.answers = new ArrayList<>(Collections.nCopies(keys.size(), Optional.empty()));
  }

  /** What the table holds for each key, in order. */
  static <V> CompletionStage<List<Optional<Stored<V>>>> read(
      Table<V> table, List<Key> keys, Consistency consistency) {
    // Nobody can say of a cached value that no later write was acknowledged.
    if (keys.isEmpty() || table.cache().isEmpty() || consistency == Consistency.STRONG) {
      return table.store().getMany(keys, consistency);
    }
    return new ReadThrough<>(table.store(), table.cache().get(), keys).run(consistency);
  }

  private CompletionStage<List<Optional<Stored<V>>>> run(Consistency consistency) {
    return asked(() -> cache.getMany(keys))
        .handle((lookups, error) -> take(lookups, error))
        .thenCompose(
            toFill -> {
              if (open.isEmpty()) {
                return CompletableFuture.completedFuture(answers);
              }
              return store
                  .getMany(open, consistency)
                  .thenApply(
                      found -> {
                        fill(toFill, found);
                        return answers;
                      });
            });
  }

  /** Sorts hits from the rest; returns which of the open keys the cache should be given. */
  private List<Boolean> take(List<Lookup<V>> lookups, Throwable error) {
    if (error != null || lookups.size() != keys.size()) {
      // A cache answers Down instead: this one breaks its contract, but not our answer.
      String breach = error == null ? lookups.size() + " answers" : error.toString();
      LOG.warn("a cache, asked for {} keys, failed: {}; reading the store", keys.size(), breach);
      open.addAll(keys);
      for (int i = 0; i < keys.size(); i++) {
        places.add(i);
      }
      return Collections.nCopies(keys.size(), false);
    }
    List<Boolean> toFill = new ArrayList<>();
    for (int i = 0; i < lookups.size(); i++) {
      if (lookups.get(i) instanceof Lookup.Hit<V> hit) {
        answers.set(i, Optional.of(hit.stored()));
      } else {
        open.add(keys.get(i));
        places.add(i);
        // A cache that is down is not given more work.
        toFill.add(lookups.get(i) instanceof Lookup.Miss);
      }
    }
    return toFill;
  }

  private void fill(List<Boolean> toFill, List<Optional<Stored<V>>> found) {
    Map<Key, Stored<V>> fill = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      answers.set(places.get(i), found.get(i));
      if (found.get(i).isPresent() && toFill.get(i)) {
        fill.put(open.get(i), found.get(i).get());
      }
    }
    if (!fill.isEmpty()) {
      // Nobody waits for it.
      var unused =
          asked(() -> cache.putMany(fill))
              .exceptionally(
                  e -> {
                    LOG.warn(
                        "a cache failed where it should have answered false: {}", e.toString());
                    return 0L;
                  });
    }
  }

  private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
