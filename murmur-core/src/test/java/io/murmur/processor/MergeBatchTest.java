package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.processor.FaultyStore.Fault;
import io.murmur.state.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergeBatchTest {

  private static final Processor.Place<Sale> PLACE = (sale, position) -> "#" + position;

  private final Bench<Sale, Long> bench = Bench.of(Sale.revenue(), Bench.plain());

  @Test
  void aBatchEndsWithWhatTheInMemoryRunnerSays() {
    List<Sale> sales = sales(1000);
    assertThat(bench.processor.mergeBatch(sales, PLACE)).isCompleted();
    InMemoryRunner.run(Sale.revenue(), sales)
        .forEach((key, total) -> assertThat(bench.store.value(key)).isEqualTo(total));
    assertThat(bench.store.requests()).hasSize(10);
    assertThat(bench.recorder.events("revenue")).isEqualTo(1000);
  }

  @Test
  void anEmptyBatchIsFine() {
    assertThat(bench.processor.mergeBatch(List.of(), PLACE)).isCompleted();
  }

  @Test
  void eventsThatCannotBeCountedAreListedAndTheOthersMerged() {
    var batch =
        List.of(
            Sale.of("e1", "a", 1),
            Sale.of("", "a", 2),
            Sale.of("e3", "", 3),
            Sale.of("e4", "a", 4));
    var done = bench.processor.mergeBatch(batch, PLACE);
    BatchException error = error(done);
    assertThat(error.invalidEvents())
        .extracting(EventFailure::position, EventFailure::place)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, "#1"),
            org.assertj.core.groups.Tuple.tuple(2L, "#2"));
    assertThat(error.failures()).isEmpty();
    assertThat(error.eventIds()).isEmpty();
    assertThat(error).hasMessageContainingAll("2 event(s)", "#1", "no id", "All other events");
    assertThat(bench.store.value("a")).isEqualTo(5);
    assertThat(bench.recorder.errors("revenue")).isEqualTo(2);
  }

  @Test
  void failuresOfAllFlushesAreCollectedAndTheBatchGoesOn() {
    var small =
        Bench.of(Sale.revenue(), Bench.coalescing(CoalesceConfig.defaults().withMaxKeys(2)));
    small.store.faults((merge, nth) -> nth == 0 ? Fault.refused() : Fault.NONE);
    var batch =
        List.of(
            Sale.of("e1", "a", 1),
            Sale.of("e2", "b", 1),
            Sale.of("e3", "a", 1),
            Sale.of("e4", "c", 1),
            Sale.of("e5", "d", 1));
    BatchException error = error(small.processor.mergeBatch(batch, PLACE));
    assertThat(error.eventIds()).containsExactly("e1", "e2", "e4", "e5");
    assertThat(error.stoppedAt()).isEmpty();
    assertThat(small.store.value("a")).isEqualTo(1);
  }

  @Test
  void whereTheOrderMattersTheBatchStopsAtTheFirstFailure() {
    Pipeline<Sale, String> letters =
        Pipeline.<Sale>named("letters")
            .eventId(Sale::id)
            .keys(Sale::shops)
            .aggregate(new Concatenation(), (sale, context) -> sale.id())
            .build();
    var table = Bench.of(letters, Bench.plain());
    table.store.faults((merge, nth) -> merge.delta().equals("b") ? Fault.refused() : Fault.NONE);
    var batch = List.of(Sale.of("a", "w", 0), Sale.of("b", "w", 0), Sale.of("c", "w", 0));
    BatchException error = error(table.processor.mergeBatch(batch, PLACE));
    assertThat(table.store.value("w")).isEqualTo("a");
    assertThat(error.eventIds()).containsExactly("b");
    assertThat(error.stoppedAt()).isEqualTo(OptionalLong.of(2));
    assertThat(error).hasMessageContaining("stopped before event number 2");
    table.store.heal();
    assertThat(table.processor.mergeBatch(batch.subList(1, 3), PLACE)).isCompleted();
    assertThat(table.store.value("w")).isEqualTo("abc");
  }

  @Test
  void eventsAreTakenOnlyAsFastAsTheyAreWritten() {
    var held = new HeldStore<>(new InMemoryStore<>(Monoids.sumLong()));
    var pairs = Bench.coalescing(CoalesceConfig.defaults().withMaxKeys(2));
    List<String> taken = new ArrayList<>();
    Iterable<Sale> source =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return taken.size() < 5;
              }

              @Override
              public Sale next() {
                taken.add("e" + taken.size());
                return Sale.of("e" + taken.size(), "k" + taken.size(), 1);
              }
            };
    var batch = Bench.on(held, Sale.revenue(), pairs).processor.mergeBatch(source, PLACE);
    assertThat(taken).hasSize(2);
    assertThat(held.underWay()).containsExactly("k1", "k2");
    List.of("k1", "k2").forEach(held::release);
    assertThat(taken).hasSize(4);
    List.of("k4", "k3").forEach(held::release);
    assertThat(held.underWay()).containsExactly("k5");
    assertThat(batch).isNotDone();
    held.release("k5");
    assertThat(batch).isCompleted();
  }

  @Test
  void cancellingStopsTheBatch() {
    var held = new HeldStore<>(new InMemoryStore<>(Monoids.sumLong()));
    var single = Bench.coalescing(CoalesceConfig.defaults().withMaxKeys(1));
    var batch = Bench.on(held, Sale.revenue(), single).processor.mergeBatch(sales(10), PLACE);
    batch.cancel(true);
    held.release("k0");
    assertThat(held.underWay()).isEmpty();
    assertThat(batch).isCancelled();
  }

  @Test
  void aSourceThatFailsFailsTheBatchWithItsOwnError() {
    Iterable<Sale> broken =
        () -> {
          throw new IllegalStateException("the cursor is gone");
        };
    assertThat(Bench.error(bench.processor.mergeBatch(broken, PLACE)))
        .hasMessage("the cursor is gone");
    Iterator<Sale> ending = List.of(Sale.of("e1", "a", 1)).iterator();
    Iterable<Sale> half =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Sale next() {
                return ending.next();
              }
            };
    assertThat(bench.processor.mergeBatch(half, PLACE)).isCompletedExceptionally();
  }

  @Test
  void aPlaceThatCannotBeNamedDoesNotHideTheError() {
    var batch =
        bench.processor.mergeBatch(
            List.of(Sale.of("", "a", 1)),
            (sale, position) -> {
              throw new IllegalStateException("no place");
            });
    assertThat(error(batch).invalidEvents().get(0).place()).contains("unknown place", "no place");
    assertThat(error(batch).invalidEvents().get(0).error()).hasMessage("the event has no id");
  }

  private static BatchException error(CompletableFuture<Void> batch) {
    return (BatchException) Bench.error(batch);
  }

  private static List<Sale> sales(int count) {
    return IntStream.range(0, count).mapToObj(n -> Sale.of("e" + n, "k" + n % 10, n)).toList();
  }
}
