package io.murmur.query;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.query.FaultyCache.Fault;
import io.murmur.state.Cache.Lookup;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Stored;
import io.murmur.state.memory.InMemoryCache;
import io.murmur.state.memory.InMemoryStore;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadThroughTest {

  private static final List<String> ENTITIES = List.of("a", "b", "absent", "a");

  private final RecordingStore<Long> store =
      new RecordingStore<>(new InMemoryStore<>(Monoids.count()));
  private final InMemoryCache<Long> healthy = new InMemoryCache<>(InstantSource.system());
  private final FaultyCache<Long> cache = new FaultyCache<>(healthy);
  private final Query<Long> query = Query.over(store, cache).build();

  ReadThroughTest() {
    add("a", 1);
    add("b", 2);
  }

  @Test
  void whatTheCacheMissesComesFromTheStoreInOneReadAndIsInTheCacheAfter() {
    assertThat(await(query.getMany(ENTITIES))).containsExactlyElementsOf(answers(1, 2));
    assertThat(await(healthy.get(Key.allTime("b")))).isInstanceOf(Lookup.Hit.class);
    assertThat(await(query.getMany(ENTITIES))).containsExactlyElementsOf(answers(1, 2));
    assertThat(store.reads())
        .extracting(read -> read.keys().stream().map(Key::entity).toList())
        .containsExactly(ENTITIES, List.of("absent"));
  }

  @Test
  void aHitIsAnsweredWithoutTheStore() {
    await(healthy.put(Key.allTime("a"), new Stored<>(41L, 7, OptionalLong.empty())));
    assertThat(await(query.get("a")).value()).isEqualTo(41);
    assertThat(store.reads()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whateverTheCacheDoesTheAnswerIsTheStores(Fault fault) {
    cache.failLookups(fault);
    assertThat(await(query.getMany(ENTITIES))).containsExactlyElementsOf(answers(1, 2));
    add("a", 4);
    await(healthy.put(Key.allTime("a"), stored("a")));
    assertThat(await(query.getMany(ENTITIES))).containsExactlyElementsOf(answers(5, 2));
  }

  @Test
  void aCacheThatIsDownIsNotGivenMoreWork() {
    cache.failLookups(Fault.DOWN);
    await(query.getMany(ENTITIES));
    assertThat(cache.puts()).isZero();
    cache.failLookups(Fault.NONE);
    await(query.getMany(ENTITIES));
    assertThat(cache.puts()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aPutThatFailsDoesNotFailTheAnswer(Fault fault) {
    cache.failPuts(fault);
    assertThat(await(query.getMany(ENTITIES))).containsExactlyElementsOf(answers(1, 2));
    assertThat(cache.puts()).isPositive();
  }

  @Test
  void aStrongReadPassesTheCacheBy() {
    await(healthy.put(Key.allTime("a"), new Stored<>(41L, 7, OptionalLong.empty())));
    var strong = Query.over(store, cache).consistency(Consistency.STRONG).build();
    assertThat(await(strong.get("a")).value()).isEqualTo(1);
    assertThat(cache.lookups()).isZero();
  }

  private static List<Answer<Long>> answers(long a, long b) {
    return List.of(
        new Answer<>(a, 1, 1),
        new Answer<>(b, 1, 1),
        new Answer<>(0L, 0, 1),
        new Answer<>(a, 1, 1));
  }

  private void add(String entity, long events) {
    MergeResult<Long> result = await(store.merge(Merge.of(Key.allTime(entity), events)));
    assertThat(result).isInstanceOf(MergeResult.Applied.class);
  }

  private Stored<Long> stored(String entity) {
    return await(store.get(Key.allTime(entity), Consistency.STRONG)).orElseThrow();
  }
}
