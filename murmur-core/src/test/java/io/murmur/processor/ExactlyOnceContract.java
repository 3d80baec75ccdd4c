package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a processor with claims promises on any store that takes them. */
abstract class ExactlyOnceContract {

  private static final RetryPolicy PATIENT =
      new RetryPolicy(20, Duration.ofMillis(5), Duration.ofMillis(200));

  /** Opens a store without any values and claims. */
  protected abstract <V> Store<V> newStore(Monoid<V> monoid);

  @Test
  void ofSixteenThreadsThatProcessOneEventOneMergesIt() throws Exception {
    Store<Long> store = newStore(Monoids.sumLong());
    var processor = exact(store);
    var barrier = new CyclicBarrier(16);
    var threads = Executors.newFixedThreadPool(16);
    try {
      var outcomes =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            meet(barrier);
                            return processor.process(Sale.of("e1", "a", 5), "#0").join();
                          },
                          threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
      assertThat(Collections.frequency(outcomes, Outcome.MERGED)).isEqualTo(1);
      assertThat(Collections.frequency(outcomes, Outcome.DUPLICATE)).isEqualTo(15);
      assertThat(value(store, Key.allTime("a"))).isEqualTo(5);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void anEventWithThreeKeysOfWhichOneFailsCountsOnceForEachWhenItIsDeliveredAgain() {
    Store<Long> store = newStore(Monoids.sumLong());
    var processor = exact(store);
    var sale = new Sale("e1", List.of("a", "b", "c"), 5);
    // The key in the middle cannot take the event, until what is in its way is gone.
    store.merge(Merge.of(Key.allTime("b"), Long.MAX_VALUE)).toCompletableFuture().join();
    var first = processor.process(sale, "#0").handle((done, error) -> Async.unwrap(error)).join();
    assertThat(first)
        .isInstanceOf(MergeFailedException.class)
        .hasCauseInstanceOf(RejectedMergeException.class);
    store.merge(Merge.of(Key.allTime("b"), -Long.MAX_VALUE)).toCompletableFuture().join();
    assertThat(processor.process(sale, "#0").join()).isEqualTo(Outcome.MERGED);
    assertThat(processor.process(sale, "#0").join()).isEqualTo(Outcome.DUPLICATE);
    for (String shop : sale.shops()) {
      assertThat(value(store, Key.allTime(shop))).as(shop).isEqualTo(5);
    }
  }

  @Test
  void aCrashAtAnyPointOfAnEventAndASecondDeliveryCountItOnce() {
    int points =
        crashEverywhere(
            run -> List.of(new Sale("e1", List.of(run + "a", run + "b", run + "c"), 5)),
            (processor, sales) ->
                sales.forEach(sale -> ended(processor.process(sale, "#" + sale.id()))));
    assertThat(points).isEqualTo(6);
  }

  @Test
  void aCrashAtAnyPointOfABatchAndASecondDeliveryCountEachEventOnce() {
    int points =
        crashEverywhere(
            ExactlyOnceContract::sales,
            (processor, sales) ->
                ended(processor.mergeBatch(sales, (sale, position) -> "#" + position)));
    // Two keys with two groups each, one with one, all of them answered: ten points and no more.
    assertThat(points).isEqualTo(10);
  }

  @Test
  void aBatchThatMeetsEventsOfAnEarlierOneAtAnyPointCountsEachOnce() {
    int points =
        crashEverywhere(
            ExactlyOnceContract::sales,
            (processor, sales) -> {
              ended(
                  processor.mergeBatch(
                      sales.subList(0, sales.size() / 2), (sale, position) -> "#" + position));
              ended(processor.mergeBatch(sales, (sale, position) -> "#" + position));
            });
    // Two merges of the first half; then two that lose claims, and five that are applied.
    assertThat(points).isEqualTo(18);
  }

  @Test
  void twoDriversWithTheSameEventsAtTheSameTimeCountEachOnce() {
    Store<Long> store = newStore(Monoids.sumLong());
    List<Sale> sales = sales("");
    List<Sale> backwards = new ArrayList<>(sales);
    Collections.reverse(backwards);
    // Each event comes from both drivers, in another order and in other groups.
    CompletableFuture<?>[] drivers = {
      exact(store).mergeBatch(sales, (sale, position) -> "#" + position),
      exact(store).mergeBatch(backwards, (sale, position) -> "#" + position)
    };
    CompletableFuture.allOf(drivers).join();
    assertExact(store, sales);
  }

  private int crashEverywhere(Function<String, List<Sale>> events, Driver driver) {
    Store<Long> store = newStore(Monoids.sumLong());
    int point = 0;
    while (true) {
      List<Sale> sales = events.apply("run" + point + "-");
      var crashing = new CrashingStore<>(store, point);
      driver.deliver(exact(crashing), sales);
      boolean died = crashing.died();
      driver.deliver(exact(store), sales);
      assertExact(store, sales);
      if (!died) {
        return point;
      }
      point++;
    }
  }

  /** Brings events to a processor and waits until it is done with them, well or not. */
  private interface Driver {
    void deliver(Processor<Sale, Long> processor, List<Sale> sales);
  }

  /** Each event has two keys; one key has more events than fit into a transaction. */
  private static List<Sale> sales(String run) {
    return IntStream.range(0, 120)
        .mapToObj(n -> new Sale("e" + n, List.of(run + "all", run + "k" + (n < 100 ? 0 : 1)), n))
        .toList();
  }

  private static Processor<Sale, Long> exact(Store<Long> store) {
    return Processor.of(Sale.revenue(), store).withConfig(Bench.claiming().withRetry(PATIENT));
  }

  private static void assertExact(Store<Long> store, List<Sale> sales) {
    InMemoryRunner.runDistinct(Sale.revenue(), sales)
        .forEach((key, total) -> assertThat(value(store, key)).as(key.toString()).isEqualTo(total));
  }

  private static long value(Store<Long> store, Key key) {
    return store
        .get(key, Consistency.STRONG)
        .toCompletableFuture()
        .join()
        .map(Stored::value)
        .orElse(0L);
  }

  private static void ended(CompletableFuture<?> operation) {
    operation.handle((done, error) -> null).join();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
