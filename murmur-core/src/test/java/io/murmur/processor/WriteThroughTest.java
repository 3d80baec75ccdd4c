package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.state.Cache;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.memory.InMemoryCache;
import io.murmur.state.memory.InMemoryStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WriteThroughTest {

  private static final Key KEY = Key.allTime("a");

  private final InMemoryCache<Long> cache = new InMemoryCache<>(InstantSource.system());

  @Test
  void theCacheGetsWhatTheStoreHoldsAfterTheMerge() {
    var bench = Bench.withCache(Sale.revenue(), cache, Bench.plain());
    bench.processor.process(Sale.of("e1", "a", 5), "#0").join();
    bench.processor.process(Sale.of("e2", "a", 6), "#1").join();
    assertThat(cached()).isEqualTo(11);
    assertThat(bench.recorder.latency("revenue:cache_merge").count()).isEqualTo(2);
    Coalescer<Long> coalescer = bench.processor.coalescer();
    coalescer.add("e3", "a", 4L).join();
    coalescer.flush().join();
    assertThat(cached()).isEqualTo(15);
  }

  @Test
  void whereTheStoreDoesNotTellTheValueItIsRead() {
    var silent = new SilentStore(new InMemoryStore<>(Sale.revenue().monoid()));
    var processor =
        Processor.of(Sale.revenue(), silent).withConfig(Bench.claiming()).withCache(cache);
    processor.process(Sale.of("e1", "a", 5), "#0").join();
    assertThat(cached()).isEqualTo(5);
  }

  @Test
  void aDuplicateBringsACacheUpThatMissedTheMerge() {
    var bench = Bench.withCache(Sale.revenue(), cache, Bench.claiming());
    bench.processor.process(Sale.of("e1", "a", 5), "#0").join();
    cache.evict(KEY);
    assertThat(bench.processor.process(Sale.of("e1", "a", 5), "#0").join())
        .isEqualTo(Outcome.DUPLICATE);
    assertThat(cached()).isEqualTo(5);
  }

  @Test
  void aCacheThatIsAwayIsCountedAndTheMergeStands() {
    var bench = Bench.withCache(Sale.revenue(), new AwayCache(false), Bench.plain());
    assertThat(bench.processor.process(Sale.of("e1", "a", 5), "#0"))
        .isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.recorder.errors("revenue:cache_merge")).isEqualTo(1);
    assertThat(bench.store.value("a")).isEqualTo(5);
    assertThat(bench.store.requests()).hasSize(1);
  }

  @Test
  void aCacheThatBreaksItsContractIsCountedAndTheMergeStands() {
    var bench = Bench.withCache(Sale.revenue(), new AwayCache(true), Bench.plain());
    assertThat(bench.processor.process(Sale.of("e1", "a", 5), "#0"))
        .isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.recorder.lastError("revenue:cache_merge").orElseThrow())
        .hasMessage("connection reset");
    assertThat(bench.recorder.errors("revenue")).isZero();
    assertThat(bench.store.requests()).hasSize(1);
  }

  private long cached() {
    return ((Cache.Lookup.Hit<Long>) cache.get(KEY).toCompletableFuture().join()).stored().value();
  }

  /** Answers merges without the value, as a transaction does. */
  private record SilentStore(Store<Long> inner) implements Store<Long> {
    @Override
    public io.murmur.monoid.Monoid<Long> monoid() {
      return inner.monoid();
    }

    @Override
    public CompletionStage<Optional<Stored<Long>>> get(Key key, Consistency consistency) {
      assertThat(consistency).isEqualTo(Consistency.STRONG);
      return inner.get(key, consistency);
    }

    @Override
    public CompletionStage<List<Optional<Stored<Long>>>> getMany(
        List<Key> keys, Consistency consistency) {
      return inner.getMany(keys, consistency);
    }

    @Override
    public CompletionStage<MergeResult<Long>> merge(Merge<Long> merge) {
      return inner.merge(merge).thenApply(applied -> new MergeResult.Applied<>(Optional.empty()));
    }

    @Override
    public void close() {}
  }

  private record AwayCache(boolean throwing) implements Cache<Long> {
    @Override
    public CompletionStage<Lookup<Long>> get(Key key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Lookup<Long>>> getMany(List<Key> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> put(Key key, Stored<Long> stored) {
      if (throwing) {
        throw new IllegalStateException("connection reset");
      }
      return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<Long> repopulate(Store<Long> source, Collection<Key> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
