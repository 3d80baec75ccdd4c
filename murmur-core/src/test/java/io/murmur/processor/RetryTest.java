package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.processor.FaultyStore.Fault;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.TransientStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RetryTest {

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.plain());

  @Test
  void whatMayGoAwayIsTriedAgainAndCounted() {
    bench.store.faults((merge, nth) -> nth < 2 ? Fault.throttled() : Fault.NONE);
    var outcome = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    bench.time.runAll();
    assertThat(outcome).isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.store.value("north")).isEqualTo(5);
    assertThat(bench.recorder.events("revenue:retry")).isEqualTo(2);
    assertThat(bench.recorder.events("revenue")).isEqualTo(1);
  }

  @Test
  void afterThreeAttemptsTheLastErrorComesOut() {
    bench.store.faultsOf("north", Fault.throttled());
    var outcome = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    bench.time.runAll();
    assertThat(Bench.error(outcome))
        .isInstanceOf(MergeFailedException.class)
        .hasMessageContainingAll("revenue", "e1", "north", "3 attempt(s)", "slow down")
        .hasCauseInstanceOf(TransientStoreException.class);
    assertThat(bench.store.requests()).hasSize(3);
    assertThat(bench.recorder.errors("revenue")).isEqualTo(1);
    assertThat(bench.recorder.events("revenue")).isZero();
  }

  @Test
  void whatWillNotGoAwayIsNotTriedAgain() {
    bench.store.faultsOf("north", Fault.refused());
    var outcome = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    assertThat(Bench.error(outcome))
        .isInstanceOfSatisfying(
            MergeFailedException.class,
            error -> assertThat(error.failure().attempts()).isEqualTo(1))
        .hasCauseInstanceOf(PermanentStoreException.class);
    assertThat(bench.store.requests()).hasSize(1);
    assertThat(bench.recorder.events("revenue:retry")).isZero();
  }

  @Test
  void anErrorThatNoStoreShouldThrowIsNotTriedAgain() {
    bench.store.faults(
        (merge, nth) -> {
          throw new IllegalStateException("broken");
        });
    var outcome = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    assertThat(Bench.error(outcome)).rootCause().hasMessage("broken");
    assertThat(bench.store.requests()).hasSize(1);
  }

  @Test
  void theWaitsAreDrawnFromDoublingBoundsThatEndAtTheCap() {
    List<Long> bounds = new ArrayList<>();
    var jittered =
        Bench.withJitter(
            Sale.revenue(),
            bound -> {
              bounds.add(bound);
              return bound / 2;
            },
            Bench.plain()
                .withRetry(new RetryPolicy(10, Duration.ofMillis(50), Duration.ofSeconds(5))));
    jittered.store.faultsOf("north", Fault.throttled());
    var outcome = jittered.processor.process(Sale.of("e1", "north", 5), "#0");
    jittered.time.runAll();
    assertThat(outcome).isCompletedExceptionally();
    assertThat(bounds).containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    assertThat(jittered.time.delays())
        .containsExactly(25L, 50L, 100L, 200L, 400L, 800L, 1600L, 2500L, 2500L);
  }

  @Test
  void aWaitOfZeroIsAWaitAndNotTheEndOfTheRetries() {
    var eager = Bench.withJitter(Sale.revenue(), bound -> 0, Bench.plain());
    eager.store.faults((merge, nth) -> nth < 2 ? Fault.throttled() : Fault.NONE);
    var outcome = eager.processor.process(Sale.of("e1", "north", 5), "#0");
    eager.time.runAll();
    assertThat(outcome).isCompletedWithValue(Outcome.MERGED);
    assertThat(eager.time.delays()).containsExactly(0L, 0L);
  }

  @Test
  void eachKeyHasAttemptsOfItsOwn() {
    bench.store.faults((merge, nth) -> nth < 2 ? Fault.throttled() : Fault.NONE);
    var sale = new Sale("e1", List.of("north", "south", "west"), 5);
    var outcome = bench.processor.process(sale, "#0");
    bench.time.runAll();
    assertThat(outcome).isCompletedWithValue(Outcome.MERGED);
    assertThat(bench.store.requests()).hasSize(9);
    assertThat(bench.store.value("west")).isEqualTo(5);
  }

  @Test
  void aSingleAttemptIsConfigurable() {
    var once = Bench.of(Sale.revenue(), Bench.plain().withRetry(RetryPolicy.none()));
    once.store.faultsOf("north", Fault.throttled());
    assertThat(once.processor.process(Sale.of("e1", "north", 5), "#0")).isCompletedExceptionally();
    assertThat(once.store.requests()).hasSize(1);
  }

  @Test
  void cancellingDuringAWaitEndsItAtOnceAndNothingMoreIsSent() {
    bench.store.faultsOf("north", Fault.throttled());
    var outcome = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    assertThat(bench.time.waiting()).isEqualTo(1);
    outcome.cancel(true);
    assertThat(outcome).isCancelled();
    bench.time.runAll();
    assertThat(bench.store.requests()).hasSize(1);
    assertThat(bench.recorder.errors("revenue")).isZero();
  }

  @Test
  void interruptingAThreadThatWaitsCancelsWhatItWaitsFor() {
    bench.store.faultsOf("north", Fault.throttled());
    CompletableFuture<Outcome> outcome = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Blocking.await(outcome)).isInstanceOf(InterruptedException.class);
    assertThat(outcome).isCancelled();
    bench.time.runAll();
    assertThat(bench.store.requests()).hasSize(1);
  }

  @Test
  void aWaitingThreadGetsTheErrorItself() {
    bench.store.faultsOf("north", Fault.refused());
    var failed = bench.processor.process(Sale.of("e1", "north", 5), "#0");
    assertThatThrownBy(() -> Blocking.await(failed)).isInstanceOf(MergeFailedException.class);
    var cancelled = new CompletableFuture<Outcome>();
    cancelled.cancel(true);
    assertThatThrownBy(() -> Blocking.await(cancelled)).isInstanceOf(CancellationException.class);
  }

  @Test
  void theSharedTimerTriesAgainWithoutAnythingBeingConfigured() throws InterruptedException {
    bench.store.faults((merge, nth) -> nth < 1 ? Fault.throttled() : Fault.NONE);
    var processor =
        Processor.of(Sale.revenue(), bench.store)
            .withConfig(
                Bench.plain()
                    .withRetry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1))));
    assertThat(Blocking.await(processor.process(Sale.of("e1", "north", 5), "#0")))
        .isEqualTo(Outcome.MERGED);
  }
}
