package io.murmur.state.memory;

import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.state.Cache;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.MergeResult.ClaimsLost;
import io.murmur.state.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What passes with time, on a clock that the test turns. */
class InMemoryStoreExpiryTest {

  private static final Key KEY = Key.allTime("a");

  private Instant now = Instant.ofEpochSecond(1_000);

  @Test
  void anItemIsThereUntilItsExpiry() {
    try (var store = new InMemoryStore<>(Monoids.count(), () -> now)) {
      merge(store, Merge.of(KEY, 1L).expiringAt(2_000));
      now = Instant.ofEpochSecond(1_999);
      assertThat(await(store.get(KEY)).map(Stored::value)).hasValue(1L);
      now = Instant.ofEpochSecond(2_000);
      assertThat(await(store.get(KEY))).isEmpty();
    }
  }

  @Test
  void aClaimIsHeldForItsRetention() {
    try (var store = new InMemoryStore<>(Monoids.count(), () -> now)) {
      var guard = new Guard.Claims("views", List.of("e1"), Duration.ofSeconds(100));
      var claimed = Merge.of(KEY, 1L).under(guard);
      merge(store, claimed);
      now = Instant.ofEpochSecond(1_099);
      assertThat(merge(store, claimed)).isInstanceOf(ClaimsLost.class);
      now = Instant.ofEpochSecond(1_100);
      assertThat(merge(store, claimed)).isInstanceOf(Applied.class);
    }
  }

  @Test
  void aDeduperForgetsAnIdWhenItsRetentionHasPassed() {
    try (var deduper = new InMemoryDeduper(Duration.ofSeconds(100), () -> now)) {
      assertThat(await(deduper.markSeen("e1"))).isTrue();
      now = Instant.ofEpochSecond(1_099);
      assertThat(await(deduper.markSeen("e1"))).isFalse();
      assertThat(await(deduper.markSeen("e2"))).isTrue();
      now = Instant.ofEpochSecond(1_100);
      assertThat(await(deduper.markSeen("e1"))).isTrue();
    }
  }

  @Test
  void aCacheKeepsTheNewestValueUntilItExpires() {
    try (var cache = new InMemoryCache<Long>(() -> now)) {
      await(cache.put(KEY, new Stored<>(3L, 3, OptionalLong.of(2_000))));
      await(cache.put(KEY, new Stored<>(2L, 2, OptionalLong.of(2_000))));
      assertThat(await(cache.get(KEY)))
          .isEqualTo(new Cache.Lookup.Hit<>(new Stored<>(3L, 3, OptionalLong.of(2_000))));
      now = Instant.ofEpochSecond(2_000);
      assertThat(await(cache.get(KEY))).isEqualTo(new Cache.Lookup.Miss<Long>());
      // The item began anew after it had expired: what was counted before must not hold it off.
      await(cache.put(KEY, new Stored<>(1L, 1, OptionalLong.empty())));
      assertThat(await(cache.get(KEY))).isInstanceOf(Cache.Lookup.Hit.class);
      cache.evict(KEY);
      assertThat(await(cache.get(KEY))).isEqualTo(new Cache.Lookup.Miss<Long>());
    }
  }

  @Test
  void aCacheIsRepopulatedFromTheStore() {
    try (var store = new InMemoryStore<>(Monoids.count());
        var cache = new InMemoryCache<Long>(() -> now)) {
      merge(store, Merge.of(KEY, 5L));
      var keys = List.of(KEY, Key.allTime("missing"));
      assertThat(await(cache.repopulate(store, keys))).isEqualTo(1);
      assertThat(await(cache.getMany(keys)))
          .satisfiesExactly(
              found -> assertThat(found).isInstanceOf(Cache.Lookup.Hit.class),
              found -> assertThat(found).isEqualTo(new Cache.Lookup.Miss<Long>()));
    }
  }
}
