package io.murmur.swap;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.Documents;
import io.murmur.monoid.Monoids;
import io.murmur.query.Answer;
import io.murmur.query.Query;
import io.murmur.query.Table;
import io.murmur.state.Cache;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Store;
import io.murmur.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers see of an alias that moves under them. */
abstract class ReadersContract {

  private static final int MOVES = 200;
  private static final int READERS = 3;
  private static final int ENTITIES = 20;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** An empty control table. */
  abstract Documents documents();

  /** Where tables are. */
  abstract PhysicalTables tables();

  /** Creates a table without values and gives its name. */
  abstract String newTable();

  /** The store of a table. */
  abstract Store<Long> store(String table);

  /** The cache of a table, empty at first. */
  abstract Cache<Long> cache(String table);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readersOfAnAliasThatMovesSeeOneTableInEachAnswerAndNoError(boolean cached) throws Exception {
    String live = newTable();
    Swap swap = new Swap(documents(), tables());
    String shadow = swap.shadow(live, "run", "f").name();
    fill(live, 1);
    fill(shadow, 1_000_000);
    List<String> entities = IntStream.range(0, ENTITIES).mapToObj(i -> "e" + i).toList();
    Promotion promotion = Promotion.of(live, shadow).overriding(PromoteCheck.values());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong[] seen = {new AtomicLong(), new AtomicLong()};
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (AliasResolver resolver =
            AliasResolver.of(documents(), live).maxAge(Duration.ofMillis(4)).build();
        AliasTables<Long> aliased =
            AliasTables.of(
                resolver,
                name -> new Table<>(store(name), cached ? some(cache(name)) : Optional.empty()))) {
      Query<Long> query = Query.over(aliased).build();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(
            threads.submit(
                () -> {
                  while (!stop.get()) {
                    seen[tableOf(await(query.getMany(entities)))].incrementAndGet();
                  }
                }));
      }
      for (int move = 0; move < MOVES; move++) {
        boolean toShadow = move % 2 == 0;
        AtomicLong target = seen[toShadow ? 1 : 0];
        long before = target.get();
        Alias moved = toShadow ? swap.promote(promotion) : swap.rollback(live);
        assertThat(moved.current()).isEqualTo(toShadow ? shadow : live);
        Await.until(
            "readers see move " + move,
            LONG,
            () -> target.get() > before || readers.stream().anyMatch(Future::isDone));
      }
      stop.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
    assertThat(new Aliases(documents()).find(live).orElseThrow().epoch()).isEqualTo(MOVES);
    assertThat(seen[0].get()).isGreaterThanOrEqualTo(MOVES / 2);
    assertThat(seen[1].get()).isGreaterThanOrEqualTo(MOVES / 2);
  }

  private static Optional<Cache<Long>> some(Cache<Long> cache) {
    return Optional.of(cache);
  }

  /** Which table a whole answer is from: 0 for the live one, 1 for the shadow. */
  private static int tableOf(List<Answer<Long>> answers) {
    long factor = answers.get(0).value();
    assertThat(factor).isIn(1L, 1_000_000L);
    for (int i = 0; i < ENTITIES; i++) {
      assertThat(answers.get(i)).isEqualTo(new Answer<>(factor * (i + 1), 1, 1));
    }
    return factor == 1 ? 0 : 1;
  }

  private void fill(String table, long factor) {
    Store<Long> store = store(table);
    for (int i = 0; i < ENTITIES; i++) {
      await(store.merge(Merge.of(Key.allTime("e" + i), factor * (i + 1))));
    }
    assertThat(store.monoid()).isEqualTo(Monoids.count());
  }
}
