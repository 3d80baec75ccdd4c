package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.processor.FaultyStore.Fault;
import io.murmur.state.Guard;
import io.murmur.state.RejectedMergeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.claiming());

  @Test
  void anEventIsClaimedInTheNamespaceOfThePipelineUnlessToldOtherwise() {
    bench.processor.process(Sale.of("e1", "a", 5), "#0").join();
    assertThat(bench.store.requests().get(0).guard())
        .isEqualTo(new Guard.Claims("revenue", List.of("e1"), Duration.ofDays(1)));
    var shared = ClaimPolicy.retaining(Duration.ofHours(1)).inNamespace("sales");
    var other = Bench.of(Sale.revenue(), Bench.plain().withClaims(shared));
    other.processor.process(Sale.of("e1", "a", 5), "#0").join();
    assertThat(other.store.requests().get(0).guard())
        .isEqualTo(new Guard.Claims("sales", List.of("e1"), Duration.ofHours(1)));
  }

  @Test
  void aSecondDeliveryChangesNothingAndIsCountedAsSkipped() {
    var sale = new Sale("e1", List.of("a", "b"), 5);
    assertThat(bench.processor.process(sale, "#0")).isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.processor.process(sale, "#0")).isCompletedWithValue(Outcome.DUPLICATE);
    assertThat(bench.store.value("a")).isEqualTo(5);
    assertThat(bench.recorder.events("revenue")).isEqualTo(1);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isEqualTo(1);
  }

  @Test
  void anEventOfWhichOneKeyFailedCountsOnceForEachWhenItIsDeliveredAgain() {
    var sale = new Sale("e1", List.of("a", "b", "c"), 5);
    bench.store.faultsOf("b", Fault.throttled());
    var first = bench.processor.process(sale, "#0");
    bench.time.runAll();
    assertThat(first).isCompletedExceptionally();
    bench.store.heal();
    assertThat(bench.processor.process(sale, "#0")).isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.processor.process(sale, "#0")).isCompletedWithValue(Outcome.DUPLICATE);
    assertThat(List.of("a", "b", "c")).allMatch(shop -> bench.store.value(shop) == 5);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isEqualTo(1);
  }

  @Test
  void aWriteWhoseAnswerIsLostIsAskedForAgainAndCountsOnce() {
    bench.store.faults((merge, nth) -> nth == 0 ? Fault.answerLost() : Fault.NONE);
    var outcome = bench.processor.process(Sale.of("e1", "a", 5), "#0");
    bench.time.runAll();
    assertThat(outcome).isCompleted();
    assertThat(bench.store.value("a")).isEqualTo(5);
  }

  @Test
  void anErrorOfTheClaimsFailsTheEventAndNeverMeansFirstSeen() {
    bench.store.faults((merge, nth) -> Fault.throttled());
    var outcome = bench.processor.process(Sale.of("e1", "a", 5), "#0");
    bench.time.runAll();
    assertThat(outcome).isCompletedExceptionally();
    assertThat(bench.store.requests())
        .hasSize(3)
        .allSatisfy(merge -> assertThat(merge.guard()).isInstanceOf(Guard.Claims.class));
    assertThat(bench.store.value("a")).isZero();
  }

  @Test
  void aCoalescedDeltaGivesUpTheEventsThatWereMergedBefore() {
    bench.processor.process(Sale.of("e2", "a", 20), "#0").join();
    Coalescer<Long> coalescer = bench.processor.coalescer();
    coalescer.add("e1", "a", 1L).join();
    coalescer.add("e2", "a", 20L).join();
    coalescer.add("e3", "a", 300L).join();
    coalescer.add("e3", "a", 300L).join();
    assertThat(coalescer.pendingKeys()).isEqualTo(1);
    coalescer.flush().join();
    assertThat(bench.store.value("a")).isEqualTo(321);
    assertThat(bench.store.requests().stream().map(merge -> merge.delta()))
        .containsExactly(20L, 321L, 301L);
    assertThat(bench.recorder.events("revenue")).isEqualTo(3);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isEqualTo(2);
  }

  @Test
  void anEventWithSeveralKeysIsOneDuplicateAndNoneIfOneOfThemWasMissing() {
    bench.processor.mergeMany("e1", 0, List.of("a", "b", "c"), 1L).join();
    bench.processor.mergeMany("e2", 0, List.of("a", "b"), 1L).join();
    Coalescer<Long> coalescer = bench.processor.coalescer();
    coalescer.addMany("e1", 0, List.of("a", "b", "c"), 1L).join();
    coalescer.addMany("e2", 0, List.of("a", "b", "c"), 1L).join();
    coalescer.flush().join();
    assertThat(List.of("a", "b", "c")).allMatch(shop -> bench.store.value(shop) == 2);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isEqualTo(1);
    assertThat(bench.recorder.events("revenue")).isEqualTo(3);
  }

  @Test
  void moreEventsThanFitIntoOneTransactionAreClaimedInGroups() {
    Coalescer<Long> coalescer = bench.processor.coalescer();
    IntStream.range(0, 1000).forEach(n -> coalescer.add("e" + n, "a", 1L).join());
    coalescer.flush().join();
    assertThat(bench.store.value("a")).isEqualTo(1000);
    assertThat(bench.store.requests().stream().map(merge -> merge.delta()))
        .hasSize(11)
        .startsWith(99L, 99L)
        .endsWith(10L);
    IntStream.range(0, 1001).forEach(n -> coalescer.add("e" + n, "a", 1L).join());
    coalescer.flush().join();
    assertThat(bench.store.value("a")).isEqualTo(1001);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isEqualTo(1000);
  }

  @Test
  void anyNumberOfGroupsOfOneKeyTakesNoStack() {
    var store = new CountingStore();
    var wide = CoalesceConfig.defaults().withMaxContributions(Integer.MAX_VALUE);
    Coalescer<Long> coalescer =
        Processor.of(Sale.revenue(), store)
            .withConfig(Bench.claiming().withCoalesce(wide.withFlushTick(Duration.ZERO)))
            .coalescer();
    IntStream.range(0, 200_000).forEach(n -> coalescer.add("e" + n, "a", 1L).join());
    assertThat(store.total()).isZero();
    coalescer.flush().join();
    assertThat(store.total()).isEqualTo(200_000);
  }

  @Test
  void aGroupThatFailsLeavesTheGroupsBeforeItAndListsOnlyWhatIsMissing() {
    bench.store.faults((merge, nth) -> nth >= 2 ? Fault.throttled() : Fault.NONE);
    Coalescer<Long> coalescer = bench.processor.coalescer();
    IntStream.range(0, 250).forEach(n -> coalescer.add("e" + n, "a", 1L).join());
    var flush = coalescer.flush();
    bench.time.runAll();
    FlushException error = flushError(flush);
    assertThat(bench.store.value("a")).isEqualTo(198);
    assertThat(error.eventIds())
        .containsExactlyElementsOf(IntStream.range(198, 250).mapToObj(n -> "e" + n).toList());
    bench.store.heal();
    IntStream.range(0, 250).forEach(n -> coalescer.add("e" + n, "a", 1L).join());
    assertThat(coalescer.flush()).isCompleted();
    assertThat(bench.store.value("a")).isEqualTo(250);
  }

  @Test
  void onlyTheEventThatTheStoreRefusesFailsWhereDeltasCannotBeCombined() {
    Coalescer<Long> coalescer = bench.processor.coalescer();
    coalescer.add("e1", "a", 1L).join();
    coalescer.add("poison", "a", Long.MAX_VALUE).join();
    coalescer.add("e3", "a", 2L).join();
    FlushException error = flushError(coalescer.flush());
    assertThat(error.eventIds()).containsExactly("poison");
    assertThat(error.failures().get(0).error()).isInstanceOf(RejectedMergeException.class);
    assertThat(bench.store.value("a")).isEqualTo(3);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isZero();
    assertThat(bench.recorder.events("revenue")).isEqualTo(2);
  }

  @Test
  void flushedItemsAreClaimedUnderTheIdsOfWhatTheyWereMadeOf() {
    var batch = List.of(FlushItem.of(io.murmur.state.Key.allTime("a"), 500L, "batch-17"));
    bench.processor.flushBatch(batch, 1).join();
    bench.processor.flushBatch(batch, 1).join();
    assertThat(bench.store.value("a")).isEqualTo(500);
    assertThat(bench.recorder.events("revenue:dedup_skip")).isEqualTo(1);
  }

  @Test
  void aBatchThatIsDeliveredAgainAfterFaultsOfEveryKindCountsEachEventOnce() {
    List<Sale> sales = new ArrayList<>();
    for (int n = 0; n < 500; n++) {
      sales.add(new Sale("e" + n, List.of("k" + n % 7, "all"), n));
    }
    var random = new Random(7);
    bench.store.faults(
        (merge, nth) ->
            switch (random.nextInt(6)) {
              case 0 -> Fault.throttled();
              case 1 -> Fault.answerLost();
              case 2 -> Fault.refused();
              default -> Fault.NONE;
            });
    CompletableFuture<Void> batch = deliver(sales);
    for (int again = 0; again < 100 && batch.isCompletedExceptionally(); again++) {
      batch = deliver(sales);
    }
    assertThat(batch).isCompleted();
    assertThat(bench.store.value("all")).isEqualTo(499 * 250);
    for (int k = 0; k < 7; k++) {
      int shop = k;
      assertThat(bench.store.value("k" + k))
          .isEqualTo(IntStream.range(0, 500).filter(n -> n % 7 == shop).sum());
    }
  }

  private CompletableFuture<Void> deliver(List<Sale> sales) {
    var batch = bench.processor.mergeBatch(sales, (sale, position) -> "#" + position);
    bench.time.runAll();
    return batch;
  }

  private static FlushException flushError(CompletableFuture<Void> flush) {
    return (FlushException) Bench.error(flush);
  }
}
