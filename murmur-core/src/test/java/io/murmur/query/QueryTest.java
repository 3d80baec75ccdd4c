package io.murmur.query;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Aggregation;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryStore;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryTest {

  private static final Instant NOW = Instant.parse("2026-03-29T15:20:00Z");
  private static final Windowing MINUTES = Windowing.minutes();

  private final RecordingStore<Long> store =
      new RecordingStore<>(new InMemoryStore<>(Monoids.sumLong()));

  @Test
  void anAnswerTellsAbsentFromZero() {
    merge(store, Key.allTime("zero"), 0);
    var query = Query.over(store).build();
    assertThat(await(query.get("zero")).isPresent()).isTrue();
    assertThat(await(query.get("zero")).found()).contains(0L);
    assertThat(await(query.get("absent")).isPresent()).isFalse();
    assertThat(await(query.get("absent")).found()).isEmpty();
  }

  @Test
  void anAnswerIsPresentedAsTheAggregationSays() {
    merge(store, Key.allTime("a"), 1_250);
    var cents =
        new Aggregation<Long, Long, String>(
            (event, context) -> event, Monoids.sumLong(), sum -> sum / 100 + "." + sum % 100);
    var answer = await(Query.over(store).build().get("a")).present(cents);
    assertThat(answer).isEqualTo(new Answer<>("12.50", 1, 1));
  }

  @Test
  void aRangeOfAMillionMinutesIsRefusedBeforeAnythingIsRead() {
    var query = Query.over(store).window(MINUTES).build();
    assertRefused(query.getWindow("a", Duration.ofMinutes(1_000_000), NOW), "1000000 buckets");
    assertRefused(query.getRange("a", Instant.MIN, Instant.MAX), "beyond the instants");
    assertRefused(query.getRange("a", Instant.EPOCH, NOW), "50000 keys");
    assertThat(store.reads()).isEmpty();
  }

  @Test
  void theBoundIsOnEntitiesTimesBuckets() {
    var query = Query.over(store).window(MINUTES).maxKeys(100).build();
    var ten = Duration.ofMinutes(10);
    var entities = IntStream.range(0, 11).mapToObj(i -> "e" + i).toList();
    assertThat(await(query.getWindowMany(entities.subList(0, 10), ten, NOW))).hasSize(10);
    assertRefused(query.getWindowMany(entities, ten, NOW), "11 entities over 10 buckets");
    assertThatThrownBy(() -> Query.over(store).maxKeys(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBucketPastItsRetentionIsNotReadAndNotPresent() {
    var kept = Windowing.days().retainedFor(Duration.ofDays(7));
    long today = kept.bucketOf(NOW);
    for (long day = today - 20; day <= today; day++) {
      merge(store, new Key("a", day), 1); // no expiry: as a store that has not swept them yet
    }
    var query = Query.over(store).window(kept).clock(() -> NOW).build();
    // The day that ended 7 days and 15:20 h ago is gone, the one after it is not.
    assertThat(await(query.getWindow("a", Duration.ofDays(30), NOW)))
        .isEqualTo(new Answer<>(8L, 8, 30));
    assertThat(store.reads().get(0).keys()).hasSize(8);
    var longAgo = NOW.minus(Duration.ofDays(100));
    assertThat(await(query.getWindow("a", Duration.ofDays(3), longAgo)))
        .isEqualTo(new Answer<>(0L, 0, 3));
    assertThat(await(query.getRange("a", Instant.EPOCH, NOW)))
        .isEqualTo(new Answer<>(8L, 8, today + 1));
  }

  @Test
  void aPipelineWithWindowsHasNoAllTimeAnswerAndOneWithoutHasNoWindows() {
    assertRefused(Query.over(store).window(MINUTES).build().get("a"), "window or a range");
    var allTime = Query.over(store).build();
    assertRefused(allTime.getWindow("a", Duration.ofDays(1), NOW), "no windows");
    assertRefused(allTime.getRange("a", Instant.EPOCH, NOW), "no windows");
    assertRefused(allTime.get(""), "entity");
  }

  @Test
  void bucketsThatCannotBeAddedUpExactlyAreAnErrorThatNamesTheEntity() {
    long minute = MINUTES.bucketOf(NOW);
    merge(store, new Key("a", minute), Long.MAX_VALUE);
    merge(store, new Key("a", minute - 1), 1);
    var query = Query.over(store).window(MINUTES).build();
    assertThatThrownBy(() -> await(query.getWindow("a", Duration.ofMinutes(2), NOW)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("'a'");
  }

  @Test
  void oneAnswerNeverMixesTwoTables() {
    Store<Long> old = new InMemoryStore<>(Monoids.sumLong());
    Store<Long> shadow = new InMemoryStore<>(Monoids.sumLong());
    long minute = MINUTES.bucketOf(NOW);
    for (int i = 0; i < 10; i++) {
      merge(old, new Key("a", minute - i), 1);
      merge(shadow, new Key("a", minute - i), 100);
    }
    // An alias that moves with every look at it.
    var looks = new AtomicInteger();
    Tables<Long> alias =
        () ->
            CompletableFuture.completedFuture(
                Table.of(looks.getAndIncrement() % 2 == 0 ? old : shadow));
    var query = Query.over(alias).window(MINUTES).build();
    var ten = Duration.ofMinutes(10);
    assertThat(await(query.getWindow("a", ten, NOW)).value()).isEqualTo(10);
    assertThat(await(query.getWindowMany(List.of("a", "a"), ten, NOW)))
        .allSatisfy(answer -> assertThat(answer.value()).isEqualTo(1_000));
    assertThat(looks).hasValue(2);
  }

  @Test
  void strongReadsAreAskedForAsSuch() {
    await(Query.over(store).consistency(Consistency.STRONG).build().get("a"));
    await(Query.over(store).build().get("a"));
    assertThat(store.reads())
        .extracting(RecordingStore.Read::consistency)
        .containsExactly(Consistency.STRONG, Consistency.EVENTUAL);
  }

  private static void assertRefused(CompletionStage<?> stage, String... parts) {
    assertThatThrownBy(() -> await(stage))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static void merge(Store<Long> store, Key key, long delta) {
    await(store.merge(Merge.of(key, delta)));
  }
}
