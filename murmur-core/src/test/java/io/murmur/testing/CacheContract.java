package io.murmur.testing;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Cache;
import io.murmur.state.Cache.Lookup;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Cache} does. A cache's test extends this and says how to open one. */
public abstract class CacheContract {

  /** Year 2096. */
  protected static final long FAR_AWAY = 4_000_000_000L;

  private static final String ALL = "io.murmur.testing.MonoidSamples#all";
  private static final Key KEY = new Key("page|1", 17);

  /** Opens a cache without any values; the test closes it. */
  protected abstract <V> Cache<V> newCache(Monoid<V> monoid);

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void whatWasPutIsReadWithItsVersionAndExpiry(MonoidSample<V> sample) {
    try (Cache<V> cache = newCache(sample.monoid())) {
      long version = 0;
      for (V value : sample.deltas(1, 20)) {
        var expiry = version % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(FAR_AWAY);
        var stored = new Stored<>(value, ++version, expiry);
        assertThat(await(cache.put(KEY, stored))).isTrue();
        Stored<V> read = hit(cache, KEY);
        assertThat(sample.same().test(read.value(), value)).isTrue();
        assertThat(read.version()).isEqualTo(version);
        assertThat(read.expiresAtEpochSecond()).isEqualTo(expiry);
      }
    }
  }

  @Test
  void aKeyThatWasNeverPutIsAMiss() {
    try (Cache<Long> cache = newCache(Monoids.count())) {
      assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
      assertThat(await(cache.getMany(List.of(KEY, KEY))))
          .containsExactly(new Lookup.Miss<>(), new Lookup.Miss<>());
      assertThat(await(cache.getMany(List.of()))).isEmpty();
    }
  }

  @Test
  void onlyAHigherVersionReplacesWhatIsHeld() {
    try (Cache<Long> cache = newCache(Monoids.count())) {
      assertThat(await(cache.put(KEY, stored(50, 300)))).isTrue();
      for (long lower : new long[] {0, 1, 255, 256, 299, 300}) {
        assertThat(await(cache.put(KEY, stored(99, lower)))).isTrue();
        assertThat(hit(cache, KEY)).isEqualTo(stored(50, 300));
      }
      for (long higher :
          new long[] {301, 1L << 32, (1L << 53) + 1, (1L << 53) + 2, Long.MAX_VALUE}) {
        await(cache.put(KEY, stored(higher, higher)));
        assertThat(hit(cache, KEY)).isEqualTo(stored(higher, higher));
      }
    }
  }

  @Test
  void ofManyPutsAtOnceTheHighestVersionStays() {
    try (Cache<Long> cache = newCache(Monoids.count())) {
      List<Long> versions =
          new ArrayList<>(IntStream.range(0, 400).mapToObj(Long::valueOf).toList());
      Collections.shuffle(versions, new Random(5));
      atOnce(
          16,
          i -> {
            for (int j = i; j < versions.size(); j += 16) {
              long version = versions.get(j);
              await(cache.put(KEY, stored(version * 10, version)));
            }
            return i;
          });
      assertThat(hit(cache, KEY)).isEqualTo(stored(3990, 399));
    }
  }

  @Test
  void aValueWhoseExpiryHasPassedIsAMissAndTakesTheEntryWithIt() {
    try (Cache<Long> cache = newCache(Monoids.count())) {
      var past = OptionalLong.of(1_000_000_000L);
      await(cache.put(KEY, new Stored<>(1L, 1, past)));
      assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
      await(cache.put(KEY, stored(5, 5)));
      await(cache.put(KEY, new Stored<>(6L, 6, past)));
      assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
    }
  }

  @Test
  void manyKeysArePutAndReadInOneCallInTheOrderAskedForWithDuplicatesAndGaps() {
    try (Cache<Long> cache = newCache(Monoids.count())) {
      Map<Key, Stored<Long>> values = new LinkedHashMap<>();
      IntStream.range(0, 700).forEach(i -> values.put(new Key("k" + i, i), stored(i, i + 1)));
      assertThat(await(cache.putMany(values))).isEqualTo(700);
      assertThat(await(cache.putMany(Map.of()))).isZero();
      List<Key> keys = new ArrayList<>(values.keySet());
      IntStream.range(0, 100).forEach(i -> keys.add(new Key("k" + i, i)));
      IntStream.range(0, 100).forEach(i -> keys.add(new Key("absent", i)));
      Collections.shuffle(keys, new Random(6));
      List<Lookup<Long>> found = await(cache.getMany(keys));
      assertThat(found).hasSameSizeAs(keys);
      for (int i = 0; i < keys.size(); i++) {
        Stored<Long> value = values.get(keys.get(i));
        assertThat(found.get(i))
            .isEqualTo(value == null ? new Lookup.Miss<>() : new Lookup.Hit<>(value));
      }
    }
  }

  @Test
  void entityAndBucketTogetherAreTheKey() {
    try (Cache<Long> cache = newCache(Monoids.count())) {
      List<Key> keys = awkwardKeys();
      for (int i = 0; i < keys.size(); i++) {
        await(cache.put(keys.get(i), stored(i, 1)));
      }
      for (int i = 0; i < keys.size(); i++) {
        assertThat(hit(cache, keys.get(i))).isEqualTo(stored(i, 1));
      }
    }
  }

  @Test
  void repopulateBringsBackWhatTheStoreHolds() {
    Store<Long> store = new InMemoryStore<>(Monoids.sumLong());
    try (Cache<Long> cache = newCache(Monoids.sumLong())) {
      List<Key> keys = IntStream.range(0, 2_500).mapToObj(i -> new Key("k", i)).toList();
      keys.stream()
          .filter(key -> key.bucket() % 5 != 0)
          .forEach(key -> await(store.merge(Merge.of(key, key.bucket()))));
      await(cache.put(keys.get(1), stored(77, 0)));
      List<Key> withDuplicates = new ArrayList<>(keys);
      withDuplicates.addAll(keys.subList(0, 10));
      assertThat(await(cache.repopulate(store, withDuplicates))).isGreaterThanOrEqualTo(2_000);
      List<Lookup<Long>> found = await(cache.getMany(keys));
      for (int i = 0; i < keys.size(); i++) {
        assertThat(found.get(i))
            .isEqualTo(
                StoreProbe.read(store, keys.get(i))
                    .<Lookup<Long>>map(Lookup.Hit::new)
                    .orElseGet(Lookup.Miss::new));
      }
    }
  }

  /** Keys that a careless way of writing them would confuse. */
  public static List<Key> awkwardKeys() {
    return List.of(
        new Key("a", 0),
        new Key("a", 1),
        new Key("a", -1),
        new Key("a", Long.MAX_VALUE),
        new Key("a", Long.MIN_VALUE),
        new Key("a@1", 0),
        new Key("a|1", 0),
        new Key("a:1", 0),
        new Key("a%3a1", 0),
        new Key("a}1", 0),
        new Key("}a", 0),
        new Key("{a}", 0),
        new Key("{", 0),
        new Key("{}", 0),
        new Key("%", 0),
        new Key(" a", 0),
        new Key("A", 0),
        new Key("\u00e4\ud83d\ude00", 0),
        new Key("\ud83d", 0),
        new Key("\ude00", 0),
        new Key("?", 0));
  }

  /** A value without expiry. */
  protected static Stored<Long> stored(long value, long version) {
    return new Stored<>(value, version, OptionalLong.empty());
  }

  /** What the cache holds for a key; fails if it holds nothing. */
  protected static <V> Stored<V> hit(Cache<V> cache, Key key) {
    Lookup<V> lookup = await(cache.get(key));
    assertThat(lookup).isInstanceOf(Lookup.Hit.class);
    return ((Lookup.Hit<V>) lookup).stored();
  }
}
