package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.processor.FaultyStore.Fault;
import io.murmur.state.Key;
import io.murmur.state.memory.InMemoryStore;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FlushBatchTest {

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.plain());

  @Test
  void withAConcurrencyOfOneOrLessItemsAreWrittenInTheirOrder() {
    for (int concurrency : new int[] {1, 0, -5}) {
      var table = Bench.of(Sale.revenue(), Bench.plain());
      table.processor.flushBatch(items("c", "a", "b", "a"), concurrency).join();
      assertThat(table.store.entities()).containsExactly("c", "a", "b", "a");
      assertThat(table.store.value("a")).isEqualTo(2);
    }
  }

  @Test
  void oneAtATimeMeansThatTheNextWaitsForTheOneBefore() {
    var held = new HeldStore<>(new InMemoryStore<>(Monoids.sumLong()));
    var flush =
        Bench.on(held, Sale.revenue(), Bench.plain()).processor.flushBatch(items("a", "b"), 1);
    assertThat(held.underWay()).containsExactly("a");
    held.release("a");
    assertThat(held.underWay()).containsExactly("b");
    held.release("b");
    assertThat(flush).isCompleted();
  }

  @Test
  void aboveOneThatManyAreUnderWayAtATimeAndNotMore() {
    var held = new HeldStore<>(new InMemoryStore<>(Monoids.sumLong()));
    var processor = Bench.on(held, Sale.revenue(), Bench.plain()).processor;
    var flush = processor.flushBatch(items("a", "b", "c", "d"), 3);
    assertThat(held.underWay()).containsExactly("a", "b", "c");
    held.release("b");
    assertThat(held.underWay()).containsExactly("a", "c", "d");
    List.of("d", "c", "a").forEach(held::release);
    assertThat(flush).isCompleted();
  }

  @Test
  void anErrorStopsWhatIsNotBegunAndEverythingMissingIsListed() {
    var held = new HeldStore<>(new InMemoryStore<>(Monoids.sumLong()));
    var table = Bench.on(held, Sale.revenue(), Bench.plain().withRetry(RetryPolicy.none()));
    var flush = table.processor.flushBatch(items("a", "b", "c", "d"), 2);
    held.fail("a", new IllegalStateException("broken"));
    assertThat(flush).isNotDone();
    held.release("b");
    assertThat(held.underWay()).isEmpty();
    assertThat(Bench.error(flush))
        .isInstanceOfSatisfying(
            FlushException.class,
            error -> {
              assertThat(error.failures())
                  .extracting(failure -> failure.key().entity())
                  .containsExactly("a", "c", "d");
              assertThat(error.failures())
                  .extracting(KeyFailure::attempts)
                  .containsExactly(1, 0, 0);
              assertThat(error.failures().get(1).error()).isInstanceOf(NotTriedException.class);
              assertThat(error).hasCauseInstanceOf(IllegalStateException.class);
            });
    assertThat(table.store.value("b")).isEqualTo(1);
  }

  @Test
  void eachItemHasTheWholeBudgetOfAttempts() {
    bench.store.faults((merge, nth) -> nth < 2 ? Fault.throttled() : Fault.NONE);
    var flush = bench.processor.flushBatch(items("a", "b"), 2);
    bench.time.runAll();
    assertThat(flush).isCompleted();
    assertThat(bench.recorder.events("revenue:retry")).isEqualTo(4);
  }

  @Test
  void contributionsOfOneItemAreWrittenAsOneDelta() {
    var item =
        new FlushItem<>(
            Key.allTime("a"), List.of(new EventDelta<>("e1", 1L), new EventDelta<>("e2", 2L)));
    bench.processor.flushBatch(List.of(item), 1).join();
    assertThat(bench.store.requests()).hasSize(1);
    assertThat(bench.store.value("a")).isEqualTo(3);
    assertThat(bench.recorder.events("revenue")).isEqualTo(2);
  }

  @Test
  void cancellingLeavesOutWhatIsNotBegun() {
    var held = new HeldStore<>(new InMemoryStore<>(Monoids.sumLong()));
    var flush =
        Bench.on(held, Sale.revenue(), Bench.plain()).processor.flushBatch(items("a", "b"), 1);
    flush.cancel(true);
    held.release("a");
    assertThat(held.underWay()).isEmpty();
    assertThat(flush).isCancelled();
  }

  @Test
  void whereTheOrderMattersAKeyMayNotBeWrittenTwiceAtATime() {
    var letters =
        Bench.of(
            Pipeline.<Sale>named("letters")
                .eventId(Sale::id)
                .keys(Sale::shops)
                .aggregate(new Concatenation(), (sale, context) -> sale.id())
                .build(),
            Bench.plain());
    var twice =
        List.of(
            FlushItem.of(Key.allTime("a"), "x", "e1"), FlushItem.of(Key.allTime("a"), "y", "e2"));
    assertThatThrownBy(() -> letters.processor.flushBatch(twice, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use a concurrency of 1");
    letters.processor.flushBatch(twice, 1).join();
    assertThat(letters.store.value("a")).isEqualTo("xy");
  }

  @Test
  void nothingToWriteIsFine() {
    assertThat(bench.processor.flushBatch(List.of(), 4)).isCompleted();
  }

  @Test
  void anyNumberOfItemsThatCompleteAtOnceTakesNoStack() {
    var many =
        IntStream.range(0, 100_000)
            .mapToObj(n -> FlushItem.of(Key.allTime("k" + n % 100), 1L, "e" + n))
            .toList();
    var store = new CountingStore();
    assertThat(Processor.of(Sale.revenue(), store).flushBatch(many, 1)).isCompleted();
    assertThat(store.total()).isEqualTo(100_000);
  }

  private static List<FlushItem<Long>> items(String... entities) {
    return Stream.of(entities)
        .map(entity -> FlushItem.of(Key.allTime(entity), 1L, "e-" + entity))
        .toList();
  }
}
