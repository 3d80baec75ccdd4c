package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InvalidEventException;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescerTest {

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.plain());
  private final Coalescer<Long> coalescer = bench.processor.coalescer();

  @Test
  void oneToSixKeyedModuloThreeGiveNineFiveAndSeven() {
    for (int n = 1; n <= 6; n++) {
      assertThat(coalescer.add("e" + n, "k" + n % 3, (long) n)).isCompleted();
    }
    assertThat(bench.store.requests()).isEmpty();
    assertThat(coalescer.pendingKeys()).isEqualTo(3);
    assertThat(coalescer.flush()).isCompleted();
    assertThat(coalescer.pendingKeys()).isZero();
    assertThat(bench.store.requests()).hasSize(3);
    assertThat(List.of(bench.store.value("k0"), bench.store.value("k1"), bench.store.value("k2")))
        .containsExactly(9L, 5L, 7L);
  }

  @Test
  void aThousandEventsOverTenKeysBecomeTenMergesOfAHundred() {
    for (int n = 0; n < 1000; n++) {
      coalescer.add("e" + n, "k" + n % 10, 1L).join();
    }
    coalescer.flush().join();
    assertThat(bench.store.requests()).hasSize(10);
    assertThat(bench.store.requests()).allSatisfy(m -> assertThat(m.delta()).isEqualTo(100));
    assertThat(bench.recorder.events("revenue")).isEqualTo(1000);
    assertThat(bench.recorder.batchEvents("revenue")).isEqualTo(1000);
    assertThat(bench.recorder.batches("revenue").count()).isEqualTo(1);
    assertThat(bench.recorder.latency("revenue:store_merge").count()).isEqualTo(10);
  }

  @Test
  void theDefaultsAreTenThousandKeysAndOneSecond() {
    assertThat(CoalesceConfig.defaults().maxKeys()).isEqualTo(10_000);
    assertThat(CoalesceConfig.defaults().flushTick()).isEqualTo(Duration.ofSeconds(1));
    assertThat(CoalesceConfig.defaults().withMaxKeys(0).maxKeys()).isEqualTo(10_000);
    assertThat(CoalesceConfig.defaults().withMaxKeys(-1).maxKeys()).isEqualTo(10_000);
    assertThat(CoalesceConfig.defaults().withMaxContributions(0).maxContributions())
        .isEqualTo(100_000);
    IntStream.range(0, 9_999).forEach(n -> coalescer.add("e" + n, "k" + n, 1L).join());
    assertThat(bench.store.requests()).isEmpty();
    coalescer.add("last", "k9999", 1L).join();
    assertThat(bench.store.requests()).hasSize(10_000);
    assertThat(coalescer.pendingKeys()).isZero();
  }

  @Test
  void itFlushesWhenTheOldestContributionIsATickOld() {
    coalescer.add("e1", "a", 1L).join();
    bench.time.advance(999);
    coalescer.add("e2", "a", 1L).join();
    assertThat(bench.store.requests()).isEmpty();
    bench.time.advance(1);
    coalescer.add("e3", "b", 1L).join();
    assertThat(bench.store.entities()).containsExactly("a", "b");
    coalescer.add("e4", "a", 1L).join();
    assertThat(coalescer.pendingKeys()).isEqualTo(1);
  }

  @Test
  void aDriverWithoutEventsMayAskWhetherTheTickIsDue() {
    coalescer.maybeFlush().join();
    coalescer.add("e1", "a", 1L).join();
    coalescer.maybeFlush().join();
    assertThat(bench.store.requests()).isEmpty();
    bench.time.advance(1000);
    coalescer.maybeFlush().join();
    assertThat(bench.store.value("a")).isEqualTo(1);
  }

  @Test
  void aTickOfZeroOrLessReallyDisablesIt() {
    for (Duration tick : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      var still =
          Bench.of(Sale.revenue(), Bench.coalescing(CoalesceConfig.defaults().withFlushTick(tick)));
      var untimed = still.processor.coalescer();
      untimed.add("e1", "a", 1L).join();
      still.time.advance(Duration.ofDays(365).toMillis());
      untimed.add("e2", "a", 1L).join();
      untimed.maybeFlush().join();
      assertThat(still.store.requests()).isEmpty();
      untimed.flush().join();
      assertThat(still.store.value("a")).isEqualTo(2);
    }
  }

  @Test
  void itFlushesBeforeItsIdsFillTheMemory() {
    var small =
        Bench.of(
            Sale.revenue(), Bench.coalescing(CoalesceConfig.defaults().withMaxContributions(3)));
    var few = small.processor.coalescer();
    few.add("e1", "a", 1L).join();
    few.addMany("e2", 0, List.of("a", "b"), 1L).join();
    assertThat(small.store.entities()).containsExactly("a", "b");
    assertThat(small.store.value("a")).isEqualTo(2);
  }

  @Test
  void anEventAddsToEachOfItsEntitiesOnceAndToAllInOneFlush() {
    var pairs =
        Bench.of(Sale.revenue(), Bench.coalescing(CoalesceConfig.defaults().withMaxKeys(2)));
    var coalescer = pairs.processor.coalescer();
    coalescer.addMany("e1", 0, List.of("a", "b", "a", "c"), 2L).join();
    assertThat(pairs.store.entities()).containsExactly("a", "b", "c");
    assertThat(pairs.store.requests()).allSatisfy(m -> assertThat(m.delta()).isEqualTo(2));
    assertThat(pairs.recorder.events("revenue")).isEqualTo(1);
  }

  @Test
  void whereTheOrderMattersEventsPassStraightThroughInTheirOrder() {
    var letters =
        Bench.of(
            Pipeline.<Sale>named("letters")
                .eventId(Sale::id)
                .keys(Sale::shops)
                .aggregate(new Concatenation(), (sale, context) -> sale.id())
                .build(),
            Bench.plain());
    Coalescer<String> straight = letters.processor.coalescer();
    assertThat(straight.coalesces()).isFalse();
    for (String letter : List.of("m", "u", "r", "m", "u", "r")) {
      straight.add("e-" + letter, "word", letter).join();
      assertThat(straight.pendingKeys()).isZero();
    }
    assertThat(letters.store.requests()).hasSize(6);
    assertThat(letters.store.value("word")).isEqualTo("murmur");
    assertThat(straight.flush()).isCompleted();
    assertThat(letters.recorder.events("letters")).isEqualTo(6);
  }

  @Test
  void whoeverDoesNotWaitStillGetsTheOrder() {
    var letters =
        Pipeline.<Sale>named("letters")
            .eventId(Sale::id)
            .keys(Sale::shops)
            .aggregate(new Concatenation(), (sale, context) -> sale.id())
            .build();
    var held = new HeldStore<>(new io.murmur.state.memory.InMemoryStore<>(new Concatenation()));
    var coalescer = Bench.on(held, letters, Bench.plain()).processor.coalescer();
    var first = coalescer.add("e1", "word", "a");
    var second = coalescer.add("e2", "word", "b");
    var all = coalescer.flush();
    held.release("word");
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    assertThat(all).isNotDone();
    held.release("word");
    assertThat(all).isCompleted();
    assertThat(held.get(Key.allTime("word")).toCompletableFuture().join().orElseThrow().value())
        .isEqualTo("ab");
  }

  @Test
  void disabledItWritesEventByEvent() {
    var eager = Bench.of(Sale.revenue(), Bench.coalescing(CoalesceConfig.disabled()));
    var direct = eager.processor.coalescer();
    assertThat(direct.coalesces()).isFalse();
    direct.add("e1", "a", 1L).join();
    direct.addMany("e2", 0, List.of("a", "b"), 1L).join();
    assertThat(eager.store.entities()).containsExactly("a", "a", "b");
    assertThat(eager.recorder.events("revenue")).isEqualTo(2);
    assertThat(coalescer.coalesces()).isTrue();
  }

  @Test
  void aWindowPutsEachEventIntoTheBucketOfItsTimeWithTheBucketsExpiry() {
    var hourly =
        Bench.of(
            Pipeline.<Sale>named("hourly")
                .eventTime(Sale::amount)
                .keys(Sale::shops)
                .aggregate(Monoids.count(), (sale, context) -> 1L)
                .window(Windowing.hours().retainedFor(Duration.ofHours(1)))
                .build(),
            Bench.plain());
    Coalescer<Long> windows = hourly.processor.coalescer();
    windows.add("e1", 0, "a", 1L).join();
    windows.add("e2", 3_599_999, "a", 1L).join();
    windows.add("e3", 3_600_000, "a", 1L).join();
    windows.add("e4", -1, "a", 1L).join();
    windows.flush().join();
    assertThat(hourly.store.requests())
        .extracting(m -> m.key().bucket(), m -> m.delta(), m -> m.expiresAtEpochSecond())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0L, 2L, java.util.OptionalLong.of(7200)),
            org.assertj.core.groups.Tuple.tuple(1L, 1L, java.util.OptionalLong.of(10_800)),
            org.assertj.core.groups.Tuple.tuple(-1L, 1L, java.util.OptionalLong.of(3600)));
    assertThat(windows.add("e5", "a", 1L))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(InvalidEventException.class)
        .withMessage("event e5 has no time, and the pipeline has windows");
  }

  @Test
  void anEventWithoutIdOrKeyIsRefusedAndNothingOfItIsKept() {
    assertThat(coalescer.add("", "a", 1L)).isCompletedExceptionally();
    assertThat(coalescer.add("e1", "", 1L)).isCompletedExceptionally();
    assertThat(coalescer.addMany("e1", 0, List.of("a", ""), 1L)).isCompletedExceptionally();
    assertThat(coalescer.pendingKeys()).isZero();
  }

  @Test
  void nothingToFlushIsNothingToDo() {
    assertThat(coalescer.flush()).isCompleted();
    assertThat(coalescer.addMany("e1", 0, List.of(), 1L)).isCompleted();
    assertThat(coalescer.flush()).isCompleted();
    assertThat(bench.store.requests()).isEmpty();
    assertThat(bench.recorder.batches("revenue").count()).isZero();
  }

  @Test
  void whatCannotBeCombinedIsMergedOnItsOwnSoThatTheStoreDecides() {
    coalescer.add("e1", "a", Long.MAX_VALUE).join();
    assertThat(coalescer.add("e2", "a", 1L)).isCompleted();
    assertThat(bench.store.value("a")).isEqualTo(1);
    coalescer.add("e3", "a", -5L).join();
    assertThat(coalescer.flush()).isCompleted();
    assertThat(bench.store.value("a")).isEqualTo(Long.MAX_VALUE - 4);
    assertThat(bench.recorder.events("revenue")).isEqualTo(3);
  }

  @Test
  void severalFlushesOfTheSameKeysAddUp() {
    for (int round = 0; round < 5; round++) {
      for (int n = 0; n < 1000; n++) {
        coalescer.add("e" + n, "k" + n % (round + 1), 1L).join();
      }
      coalescer.flush().join();
    }
    assertThat(bench.store.requests()).hasSize(1 + 2 + 3 + 4 + 5);
    assertThat(bench.store.value("k0")).isEqualTo(1000 + 500 + 334 + 250 + 200);
  }
}
