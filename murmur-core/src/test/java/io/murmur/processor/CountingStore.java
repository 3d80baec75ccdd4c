package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** Takes every merge at once and only keeps the sum of all deltas: a store that costs nothing. */
final class CountingStore implements Store<Long> {

  private final LongAdder total = new LongAdder();

  long total() {
    return total.sum();
  }

  @Override
  public Monoid<Long> monoid() {
    return Monoids.sumLong();
  }

  @Override
  public CompletionStage<Optional<Stored<Long>>> get(Key key, Consistency consistency) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Optional<Stored<Long>>>> getMany(
      List<Key> keys, Consistency consistency) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<MergeResult<Long>> merge(Merge<Long> merge) {
    total.add(merge.delta());
    return CompletableFuture.completedStage(new MergeResult.Applied<>(Optional.empty()));
  }

  @Override
  public void close() {}
}
