package io.murmur.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.metrics.InMemoryRecorder;
import io.murmur.metrics.Recorder;
import io.murmur.monoid.Monoids;
import io.murmur.state.memory.InMemoryCache;
import io.murmur.state.memory.InMemoryStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InstrumentedCacheTest {

  private static final Key KEY = Key.allTime("a");
  private static final Stored<Long> FIVE = new Stored<>(5L, 1, OptionalLong.empty());

  private final InMemoryRecorder recorder = new InMemoryRecorder();

  @Test
  void everyOperationIsTimedUnderItsNameAndAnsweredAsItIs() {
    Cache<Long> cache =
        InstrumentedCache.wrap(new InMemoryCache<>(InstantSource.system()), recorder, "views");
    var store = new InMemoryStore<>(Monoids.sumLong());
    store.merge(Merge.of(Key.allTime("b"), 1L)).toCompletableFuture().join();
    assertThat(cache.put(KEY, FIVE).toCompletableFuture()).isCompletedWithValue(true);
    assertThat(cache.putMany(Map.of(KEY, FIVE)).toCompletableFuture()).isCompletedWithValue(1L);
    assertThat(cache.get(KEY).toCompletableFuture())
        .isCompletedWithValue(new Cache.Lookup.Hit<>(FIVE));
    assertThat(cache.getMany(List.of(KEY, Key.allTime("x"))).toCompletableFuture())
        .isCompletedWithValue(List.of(new Cache.Lookup.Hit<>(FIVE), new Cache.Lookup.Miss<>()));
    assertThat(cache.repopulate(store, List.of(Key.allTime("b"))).toCompletableFuture())
        .isCompletedWithValue(1L);
    assertThat(recorder.latency("views:cache_merge_update").count()).isEqualTo(2);
    assertThat(recorder.latency("views:cache_get").count()).isEqualTo(1);
    assertThat(recorder.latency("views:cache_get_many").count()).isEqualTo(1);
    assertThat(recorder.latency("views:cache_repopulate").count()).isEqualTo(1);
    assertThat(recorder.errors("views:cache_get") + recorder.errors("views:cache_get_many"))
        .isZero();
    assertThat(recorder.errors("views:cache_merge_update")).isZero();
  }

  @Test
  void aCacheThatIsAwayAnswersAndIsCountedAsAnError() {
    Cache<Long> cache = InstrumentedCache.wrap(new AwayCache(), recorder, "views");
    assertThat(cache.get(KEY).toCompletableFuture().join()).isInstanceOf(Cache.Lookup.Down.class);
    assertThat(cache.getMany(List.of(KEY, KEY)).toCompletableFuture().join()).hasSize(2);
    assertThat(cache.put(KEY, FIVE).toCompletableFuture()).isCompletedWithValue(false);
    assertThat(cache.putMany(Map.of(KEY, FIVE)).toCompletableFuture()).isCompletedWithValue(0L);
    assertThat(recorder.errors("views:cache_get")).isEqualTo(1);
    assertThat(recorder.errors("views:cache_get_many")).isEqualTo(1);
    assertThat(recorder.errors("views:cache_merge_update")).isEqualTo(2);
    assertThat(recorder.lastError("views:cache_get").orElseThrow()).hasMessage("refused");
    assertThat(recorder.lastError("views:cache_merge_update").orElseThrow())
        .isInstanceOf(CacheUnreachableException.class);
  }

  @Test
  void withARecorderThatDropsEverythingTheCacheIsNotWrapped() {
    Cache<Long> inner = new AwayCache();
    assertThat(InstrumentedCache.wrap(inner, Recorder.noop(), "views")).isSameAs(inner);
  }

  /** Nobody answers. */
  private static final class AwayCache implements Cache<Long> {
    private final Lookup<Long> down = new Lookup.Down<>(new IllegalStateException("refused"));

    @Override
    public CompletionStage<Lookup<Long>> get(Key key) {
      return CompletableFuture.completedStage(down);
    }

    @Override
    public CompletionStage<List<Lookup<Long>>> getMany(List<Key> keys) {
      return CompletableFuture.completedStage(keys.stream().map(key -> down).toList());
    }

    @Override
    public CompletionStage<Boolean> put(Key key, Stored<Long> stored) {
      return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<Long> repopulate(Store<Long> source, Collection<Key> keys) {
      return CompletableFuture.completedStage(0L);
    }

    @Override
    public void close() {}
  }
}
