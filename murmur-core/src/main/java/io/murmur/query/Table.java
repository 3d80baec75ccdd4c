package io.murmur.query;

import io.murmur.state.Cache;
import io.murmur.state.Store;
import java.util.Objects;
import java.util.Optional;

/**
 * One table of aggregates as readers see it.
 *
 * @param store the truth
 * @param cache holds values of this very table, if there is one
 * @param <V> the type of the aggregate
 */
public record Table<V>(Store<V> store, Optional<Cache<V>> cache) {

  /** Rejects nulls. */
  public Table {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(cache, "cache");
  }

  /** A table without a cache. */
  public static <V> Table<V> of(Store<V> store) {
    return new Table<>(store, Optional.empty());
  }

  /** A table with a cache in front. */
  public static <V> Table<V> of(Store<V> store, Cache<V> cache) {
    return new Table<>(store, Optional.of(cache));
  }
}
