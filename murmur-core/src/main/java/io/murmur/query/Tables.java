package io.murmur.query;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says which table is read now: always the same one, or the one that an alias points to. Safe for
 * concurrent use.
 *
 * @param <V> the type of the aggregate
 */
@FunctionalInterface
public interface Tables<V> {

  /** The table to take one whole answer from; asked once for each call of a {@link Query}. */
  CompletionStage<Table<V>> current();

  /** Always the same table. */
  static <V> Tables<V> fixed(Table<V> table) {
    CompletionStage<Table<V>> always = CompletableFuture.completedStage(table);
    return () -> always;
  }
}
