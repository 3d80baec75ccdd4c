package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.InvalidEventException;
import io.murmur.pipeline.Pipeline;
import io.murmur.processor.FaultyStore.Fault;
import io.murmur.state.Guard;
import io.murmur.state.HookFailedException;
import io.murmur.state.Key;
import io.murmur.state.OnMergeOptions;
import io.murmur.state.OnMergeStore;
import io.murmur.state.memory.InMemoryStore;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProcessorTest {

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.plain());

  @Test
  void anEventIsMergedIntoEachOfItsKeysInTheirOrder() {
    var sale = new Sale("e1", List.of("b", "a", "b"), 5);
    assertThat(bench.processor.process(sale, "#0")).isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.store.entities()).containsExactly("b", "a");
    assertThat(bench.store.requests()).allSatisfy(m -> assertThat(m.delta()).isEqualTo(5));
    assertThat(bench.recorder.events()).containsExactly(java.util.Map.entry("revenue", 1L));
    assertThat(bench.recorder.latency("revenue:store_merge").count()).isEqualTo(2);
  }

  @Test
  void whatIsExtractedElsewhereIsMergedLikewise() {
    assertThat(bench.processor.mergeOne("e1", 0, "a", 2L)).isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.processor.mergeMany("e2", 0, List.of("a", "b", "a"), 3L))
        .isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.store.value("a")).isEqualTo(5);
    assertThat(bench.store.value("b")).isEqualTo(3);
    assertThat(bench.processor.mergeMany("", 0, List.of("a"), 3L)).isCompletedExceptionally();
    assertThat(bench.processor.mergeOne("e3", 0, "", 3L)).isCompletedExceptionally();
    assertThat(bench.recorder.errors("revenue")).isEqualTo(2);
  }

  @Test
  void anEventThatIsFilteredOutOrHasNoKeyChangesNothing() {
    var picky =
        Bench.of(
            Pipeline.<Sale>named("picky")
                .filter(sale -> sale.amount() > 0)
                .eventId(Sale::id)
                .keys(Sale::shops)
                .aggregate(Monoids.count(), (sale, context) -> 1L)
                .build(),
            Bench.plain());
    assertThat(picky.processor.process(Sale.of("e1", "a", 0), "#0"))
        .isCompletedWithValue(Outcome.FILTERED);
    assertThat(picky.processor.process(new Sale("e1", List.of(), 1), "#0"))
        .isCompletedWithValue(Outcome.FILTERED);
    assertThat(picky.store.requests()).isEmpty();
    assertThat(picky.recorder.events()).isEmpty();
  }

  @Test
  void anEventThatCannotBeCountedFailsWithTheReasonAndIsCounted() {
    var outcome = bench.processor.process(Sale.of("", "a", 1), "#0");
    assertThat(outcome)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(InvalidEventException.class)
        .withMessage("the event has no id");
    assertThat(bench.recorder.errors("revenue")).isEqualTo(1);
  }

  @Test
  void withoutAnIdOfItsOwnTheEventIsCalledByItsPlace() {
    var unnamed =
        Bench.of(
            Pipeline.<Sale>named("unnamed")
                .keys(Sale::shops)
                .aggregate(Monoids.count(), (sale, context) -> 1L)
                .build(),
            Bench.claiming());
    unnamed.processor.process(Sale.of("", "a", 1), "shard-0:17").join();
    var guard = (Guard.Claims) unnamed.store.requests().get(0).guard();
    assertThat(guard.eventIds()).containsExactly("shard-0:17");
  }

  @Test
  void aWindowDecidesTheBucketAndTheExpiry() {
    var daily =
        Bench.of(
            Pipeline.<Sale>named("daily")
                .eventId(Sale::id)
                .eventTime(Sale::amount)
                .keys(Sale::shops)
                .aggregate(Monoids.count(), (sale, context) -> 1L)
                .window(Windowing.days().retainedFor(Duration.ofDays(2)))
                .build(),
            Bench.plain());
    long time = Duration.ofDays(10).toMillis() + 1;
    daily.processor.process(Sale.of("e1", "a", time), "#0").join();
    daily.processor.mergeOne("e2", time, "a", 1L).join();
    assertThat(daily.store.requests())
        .allSatisfy(
            merge -> {
              assertThat(merge.key()).isEqualTo(new Key("a", 10));
              assertThat(merge.expiresAtEpochSecond())
                  .isEqualTo(OptionalLong.of(Duration.ofDays(13).toSeconds()));
            });
    assertThat(daily.processor.mergeOne("e3", Extractor.NO_EVENT_TIME, "a", 1L))
        .isCompletedExceptionally();
  }

  @Test
  void aFailedKeyEndsTheEventAndLeavesTheKeysBeforeIt() {
    bench.store.faultsOf("b", Fault.refused());
    var outcome = bench.processor.process(new Sale("e1", List.of("a", "b", "c"), 5), "#0");
    assertThat(Bench.error(outcome))
        .isInstanceOfSatisfying(
            MergeFailedException.class,
            error -> {
              assertThat(error.pipeline()).isEqualTo("revenue");
              assertThat(error.eventId()).isEqualTo("e1");
              assertThat(error.failure().key()).isEqualTo(Key.allTime("b"));
              assertThat(error.failure().eventIds()).containsExactly("e1");
            });
    assertThat(bench.store.entities()).containsExactly("a", "b");
    assertThat(bench.store.value("a")).isEqualTo(5);
  }

  @Test
  void aHookThatFailsIsHeardButTheMergeIsNotRepeatedAndTheOtherKeysAreMerged() {
    var hooked =
        OnMergeStore.wrap(
            new InMemoryStore<>(Sale.revenue().monoid()),
            (merge, result) -> CompletableFuture.failedStage(new IllegalStateException("full")),
            OnMergeOptions.defaults().withErrorPropagation(true));
    var table = Bench.on(hooked, Sale.revenue(), Bench.plain());
    var outcome = table.processor.process(new Sale("e1", List.of("a", "b"), 5), "#0");
    table.time.runAll();
    assertThat(Bench.error(outcome))
        .isInstanceOf(HookFailedException.class)
        .hasMessageContaining("do not repeat the merge");
    assertThat(table.store.requests()).hasSize(2);
    assertThat(table.store.value("a")).isEqualTo(5);
    assertThat(table.store.value("b")).isEqualTo(5);
    assertThat(table.recorder.events("revenue")).isEqualTo(1);
    assertThat(table.recorder.errors("revenue:on_merge")).isEqualTo(2);
    assertThat(table.recorder.errors("revenue")).isZero();
  }

  @Test
  void aStoreOfAnotherAggregateIsRefused() {
    assertThatThrownBy(() -> Processor.of(Sale.revenue(), new InMemoryStore<>(Monoids.count())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pipeline 'revenue' aggregates sum(long), but the store keeps count");
  }

  @Test
  void oneProcessorServesManyThreads() {
    var store = new InMemoryStore<>(Monoids.sumLong());
    var shared = Processor.of(Sale.revenue(), store);
    var threads = new CompletableFuture<?>[8];
    for (int t = 0; t < threads.length; t++) {
      int thread = t;
      threads[t] =
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 500; n++) {
                  shared.process(Sale.of(thread + "-" + n, "k" + n % 5, 1), "#").join();
                }
              });
    }
    CompletableFuture.allOf(threads).join();
    for (int k = 0; k < 5; k++) {
      assertThat(store.get(Key.allTime("k" + k)).toCompletableFuture().join().orElseThrow().value())
          .isEqualTo(800);
    }
  }
}
