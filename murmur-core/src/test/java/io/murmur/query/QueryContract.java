package io.murmur.query;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Store;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link Query} answers over any store. */
abstract class QueryContract {

  private static final Instant NOW = Instant.parse("2026-03-29T15:20:00Z");
  private static final Windowing DAYS = Windowing.days();

  /** Opens a store without any values; the test closes it. */
  abstract <V> Store<V> newStore(Monoid<V> monoid);

  @ParameterizedTest
  @EnumSource(Consistency.class)
  void trailingDaysAddUpTheBucketsThatAreThere(Consistency consistency) {
    try (Store<Long> store = newStore(Monoids.count())) {
      // Ten days: the day i days ago has 10 - i events.
      for (int i = 0; i < 10; i++) {
        merge(store, new Key("page", DAYS.bucketOf(NOW) - i), 10L - i);
      }
      var query = Query.over(store).window(DAYS).consistency(consistency).build();
      int[] days = {1, 2, 3, 7, 10, 30};
      long[] sums = {10, 19, 27, 49, 55, 55};
      for (int i = 0; i < days.length; i++) {
        var answer = await(query.getWindow("page", Duration.ofDays(days[i]), NOW));
        assertThat(answer).isEqualTo(new Answer<>(sums[i], Math.min(days[i], 10), days[i]));
      }
    }
  }

  @Test
  void severalEntitiesAndBucketsAreOneBatchRead() {
    try (RecordingStore<Long> store = new RecordingStore<>(newStore(Monoids.count()))) {
      var hours = Windowing.hours();
      long last = hours.bucketOf(NOW);
      for (int e = 0; e < 10; e++) {
        for (int h = 0; h < 24; h += 2) {
          merge(store, new Key("e" + e, last - h), e + 1L);
        }
      }
      var entities = new ArrayList<>(IntStream.range(0, 10).mapToObj(e -> "e" + e).toList());
      entities.add("absent");
      entities.add("e3");
      var query = Query.over(store).window(hours).build();
      var answers = await(query.getWindowMany(entities, Duration.ofHours(24), NOW));
      for (int e = 0; e < 10; e++) {
        assertThat(answers.get(e)).isEqualTo(new Answer<>(12L * (e + 1), 12, 24));
      }
      assertThat(answers.get(10)).isEqualTo(new Answer<>(0L, 0, 24));
      assertThat(answers.get(11)).isEqualTo(answers.get(3));
      assertThat(store.reads()).hasSize(1);
      assertThat(store.reads().get(0).keys()).hasSize(12 * 24);
    }
  }

  @Test
  void twoHundredAndFiftyKeysAreOneGetMany() {
    try (RecordingStore<Long> store = new RecordingStore<>(newStore(Monoids.count()))) {
      LongStream.range(0, 200).forEach(i -> merge(store, Key.allTime("k" + i), i + 1));
      var entities = IntStream.range(0, 250).mapToObj(i -> "k" + i).toList();
      var answers = await(Query.over(store).build().getMany(entities));
      for (int i = 0; i < 250; i++) {
        assertThat(answers.get(i))
            .isEqualTo(i < 200 ? new Answer<>(i + 1L, 1, 1) : new Answer<>(0L, 0, 1));
      }
      assertThat(store.reads()).hasSize(1);
    }
  }

  @Test
  void missingBucketsFoldAsTheIdentityAndNotAsZero() {
    try (Store<Optional<Long>> store = newStore(Monoids.maxLong())) {
      merge(store, new Key("a", DAYS.bucketOf(NOW) - 2), Optional.of(-5L));
      var query = Query.over(store).window(DAYS).build();
      var answer = await(query.getWindow("a", Duration.ofDays(3), NOW));
      assertThat(answer).isEqualTo(new Answer<>(Optional.of(-5L), 1, 3));
      assertThat(await(query.getWindow("b", Duration.ofDays(3), NOW)).found()).isEmpty();
    }
  }

  @Test
  void aRangeTakesEveryBucketItTouchesAlsoBefore1970() {
    try (Store<Long> store = newStore(Monoids.sumLong())) {
      long delta = 1;
      for (long day = -3; day <= 3; day++, delta *= 10) {
        merge(store, new Key("a", day), delta);
      }
      var query = Query.over(store).window(DAYS).build();
      Instant epoch = Instant.EPOCH;
      assertThat(await(query.getRange("a", epoch.minusMillis(1), epoch)).value()).isEqualTo(100);
      assertThat(await(query.getRange("a", epoch.minusMillis(1), epoch.plusMillis(1))).value())
          .isEqualTo(1_100);
      assertThat(await(query.getRange("a", epoch, epoch.plus(Duration.ofDays(1)))).value())
          .isEqualTo(1_000);
      var all =
          query.getRangeMany(
              List.of("a", "b", "a"), epoch.minus(Duration.ofDays(3)), epoch.plusSeconds(1));
      assertThat(await(all))
          .containsExactly(
              new Answer<>(1_111L, 4, 4), new Answer<>(0L, 0, 4), new Answer<>(1_111L, 4, 4));
    }
  }

  private static <V> void merge(Store<V> store, Key key, V delta) {
    await(store.merge(Merge.of(key, delta)));
  }
}
