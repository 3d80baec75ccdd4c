package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.processor.FaultyStore.Fault;
import io.murmur.state.OnMergeOptions;
import io.murmur.state.OnMergeStore;
import io.murmur.state.TransientStoreException;
import io.murmur.state.memory.InMemoryStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescerFailureTest {

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.plain());
  private final Coalescer<Long> coalescer = bench.processor.coalescer();

  @Test
  void aFailedFlushListsItsKeysWithTheirEventsAndKeepsTheOthers() {
    bench.store.faultsOf("b", Fault.throttled());
    coalescer.add("e1", "a", 1L).join();
    coalescer.add("e2", "b", 2L).join();
    coalescer.addMany("e3", 0, List.of("b", "c"), 3L).join();
    var flush = coalescer.flush();
    bench.time.runAll();
    FlushException error = flushError(flush);
    assertThat(error.failures()).hasSize(1);
    KeyFailure failure = error.failures().get(0);
    assertThat(failure.key().entity()).isEqualTo("b");
    assertThat(failure.eventIds()).containsExactly("e2", "e3");
    assertThat(failure.attempts()).isEqualTo(3);
    assertThat(failure.error()).isInstanceOf(TransientStoreException.class);
    assertThat(error).hasCause(failure.error()).hasMessageContainingAll("revenue", "key b");
    assertThat(error.eventIds()).containsExactly("e2", "e3");
    assertThat(bench.store.value("a")).isEqualTo(1);
    assertThat(bench.store.value("c")).isEqualTo(3);
    assertThat(bench.recorder.events("revenue")).isEqualTo(1);
    assertThat(bench.recorder.errors("revenue")).isEqualTo(1);
  }

  @Test
  void afterAFailedFlushNothingIsHeldSoARedeliveryCountsOnce() {
    bench.store.faultsOf("b", Fault.throttled());
    coalescer.add("e1", "b", 2L).join();
    var failed = coalescer.flush();
    bench.time.runAll();
    assertThat(failed).isCompletedExceptionally();
    assertThat(coalescer.pendingKeys()).isZero();
    assertThat(coalescer.flush()).isCompleted();
    bench.store.heal();
    coalescer.add("e1", "b", 2L).join();
    coalescer.flush().join();
    assertThat(bench.store.value("b")).isEqualTo(2);
  }

  @Test
  void theFailureOfAnAutomaticFlushComesOutOfTheAddThatCausedIt() {
    var pairs =
        Bench.of(Sale.revenue(), Bench.coalescing(CoalesceConfig.defaults().withMaxKeys(2)));
    pairs.store.faultsOf("a", Fault.refused());
    var two = pairs.processor.coalescer();
    assertThat(two.add("e1", "a", 1L)).isCompleted();
    assertThat(flushError(two.add("e2", "b", 1L)).eventIds()).containsExactly("e1");
    assertThat(two.add("e3", "b", 1L)).isCompleted();
    assertThat(two.flush()).isCompleted();
    assertThat(pairs.store.value("b")).isEqualTo(2);
  }

  @Test
  void eventsMayBeAddedWhileAFlushIsUnderWayAndTheNextOneWaitsForIt() {
    var held = new HeldStore<>(new InMemoryStore<>(Sale.revenue().monoid()));
    var coalescer = Bench.on(held, Sale.revenue(), Bench.plain()).processor.coalescer();
    coalescer.add("e1", "a", 1L).join();
    var first = coalescer.flush();
    coalescer.add("e2", "a", 2L).join();
    coalescer.add("e3", "b", 4L).join();
    var second = coalescer.flush();
    assertThat(held.underWay()).containsExactly("a");
    held.release("a");
    assertThat(first).isCompleted();
    assertThat(held.underWay()).containsExactly("a", "b");
    held.release("a");
    held.fail("b", new TransientStoreException("gone", false, null));
    assertThat(second).isNotDone();
  }

  @Test
  void aFailedFlushDoesNotFailTheOneAfterIt() {
    bench.store.faultsOf("a", Fault.refused());
    coalescer.add("e1", "a", 1L).join();
    var first = coalescer.flush();
    coalescer.add("e2", "b", 1L).join();
    var second = coalescer.flush();
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
  }

  @Test
  void aFlushWithNothingToWriteWaitsForTheOneUnderWay() {
    var held = new HeldStore<>(new InMemoryStore<>(Sale.revenue().monoid()));
    var coalescer = Bench.on(held, Sale.revenue(), Bench.plain()).processor.coalescer();
    coalescer.add("e1", "a", 1L).join();
    var first = coalescer.flush();
    var second = coalescer.flush();
    assertThat(second).isNotDone();
    held.release("a");
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
  }

  @Test
  void cancellingAFlushStopsItBeforeItsNextWrite() {
    var held = new HeldStore<>(new InMemoryStore<>(Sale.revenue().monoid()));
    var one = Bench.plain().withFlushConcurrency(1);
    var coalescer = Bench.on(held, Sale.revenue(), one).processor.coalescer();
    coalescer.add("e1", "a", 1L).join();
    coalescer.add("e2", "b", 1L).join();
    var flush = coalescer.flush();
    assertThat(flush.cancel(true)).isTrue();
    held.release("a");
    assertThat(held.underWay()).isEmpty();
    assertThat(flush).isCancelled();
    // What was cancelled is not held either: the source delivers it again.
    coalescer.add("e2", "b", 1L).join();
    var again = coalescer.flush();
    assertThat(held.underWay()).containsExactly("b");
    held.release("b");
    assertThat(again).isCompleted();
  }

  @Test
  void aFlushWritesNoMoreKeysAtATimeThanAllowed() {
    var held = new HeldStore<>(new InMemoryStore<>(Sale.revenue().monoid()));
    var three = Bench.plain().withFlushConcurrency(3);
    var coalescer = Bench.on(held, Sale.revenue(), three).processor.coalescer();
    IntStream.range(0, 10).forEach(n -> coalescer.add("e" + n, "k" + n, 1L).join());
    var flush = coalescer.flush();
    for (int left = 10; left > 0; left--) {
      assertThat(held.underWay()).hasSize(Math.min(3, left));
      held.release(held.underWay().get(0));
    }
    assertThat(flush).isCompleted();
  }

  @Test
  void aHookThatFailsIsReportedApartFromKeysThatFailed() {
    var hooked =
        OnMergeStore.wrap(
            new InMemoryStore<>(Sale.revenue().monoid()),
            (merge, result) ->
                merge.key().entity().equals("a")
                    ? CompletableFuture.failedStage(new IllegalStateException("queue full"))
                    : CompletableFuture.completedStage(null),
            OnMergeOptions.defaults().withErrorPropagation(true));
    var table = Bench.on(hooked, Sale.revenue(), Bench.plain());
    var coalescer = table.processor.coalescer();
    coalescer.add("e1", "a", 1L).join();
    coalescer.add("e2", "b", 1L).join();
    FlushException error = flushError(coalescer.flush());
    assertThat(error.failures()).isEmpty();
    assertThat(error.eventIds()).isEmpty();
    assertThat(error.hookFailures()).hasSize(1);
    assertThat(error.hookFailures().get(0).eventIds()).containsExactly("e1");
    assertThat(error).hasMessageContaining("merged but their hook failed");
    assertThat(table.store.value("a")).isEqualTo(1);
    assertThat(table.store.requests()).hasSize(2);
    assertThat(table.recorder.errors("revenue:on_merge")).isEqualTo(1);
    assertThat(table.recorder.events("revenue")).isEqualTo(2);
  }

  @Test
  void aMessageAboutManyFailuresStaysShort() {
    bench.store.faults((merge, nth) -> Fault.refused());
    IntStream.range(0, 1000).forEach(n -> coalescer.add("e" + n, "k" + n, 1L).join());
    FlushException error = flushError(coalescer.flush());
    assertThat(error.failures()).hasSize(1000);
    assertThat(error.getMessage()).contains("1000 key(s)").hasSizeLessThan(2000);
    assertThat(error.getSuppressed()).hasSize(4);
  }

  private static FlushException flushError(CompletableFuture<Void> flush) {
    return (FlushException) Bench.error(flush);
  }
}
