package io.murmur.state.valkey;

import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.metrics.InMemoryRecorder;
import io.murmur.monoid.Monoids;
import io.murmur.query.Query;
import io.murmur.state.Cache.Lookup;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.state.memory.InMemoryStore;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import io.valkey.Jedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * A cache whose server is killed in the middle of the load, and comes back empty: nobody may read
 * anything that the store did not hold, nor anything older than what was acknowledged.
 */
@ExtendWith({ValkeyServerExtension.class, DynamoDbLocalExtension.class})
class CacheRecoveryIT {

  private static final List<Key> KEYS =
      IntStream.range(0, 40).mapToObj(i -> Key.allTime("page-" + i)).toList();
  private static final int WRITERS = 3;
  private static final int READERS = 2;
  private static final int KILLS = 5;
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ValkeyServer server;
  private final ValkeyClient client;
  private final InMemoryRecorder recorder = new InMemoryRecorder();
  private final DynamoDbAsyncClient dynamoDb;
  private Store<Long> store;
  private ValkeyCache<Long> cache;
  private Query<Long> query;

  /** For each key, the sum of what writers have begun to merge, and of what was acknowledged. */
  private final Map<Key, AtomicLong> begun = counters();

  private final Map<Key, AtomicLong> acknowledged = counters();
  private final AtomicLong merges = new AtomicLong();
  private final List<AtomicLong> reads = Stream.generate(AtomicLong::new).limit(READERS).toList();
  private final AtomicBoolean stop = new AtomicBoolean();

  CacheRecoveryIT(ValkeyServer server, DynamoDbAsyncClient dynamoDb) {
    this.dynamoDb = dynamoDb;
    this.server = server;
    this.client =
        ValkeyClient.connect(
            Clients.uri(server), Clients.PATIENT.withRetryAfter(Duration.ofMillis(5)));
  }

  private void open(Store<Long> truth) {
    store = truth;
    cache =
        ValkeyCache.over(client, Clients.namespace(), truth.monoid().codec())
            .recordedBy(recorder, "views")
            .build();
    query = Query.over(truth, cache).build();
  }

  private static Map<Key, AtomicLong> counters() {
    return KEYS.stream().collect(Collectors.toMap(key -> key, key -> new AtomicLong()));
  }

  @AfterEach
  void close() {
    cache.close();
    client.close();
  }

  @Test
  void readsStayRightWhileTheServerIsKilledUnderLoadAndRepopulateBringsTheCacheBack() {
    String table = DynamoDbLocal.newTableName("recovery");
    await(new DynamoDbTables(dynamoDb).createStateTable(table, TableOptions.onDemand()));
    open(DynamoDbStore.builder(dynamoDb, table, Monoids.sumLong()).build());
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(i);
        load.add(threads.submit(() -> untilStopped(() -> write(random))));
      }
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(100 + i);
        AtomicLong count = reads.get(i);
        load.add(threads.submit(() -> untilStopped(() -> readAndCheck(random, count))));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        awaitMore(load);
        server.kill();
        awaitMore(load);
        server.startEmpty();
      }
      awaitMore(load);
      stop.set(true);
      load.forEach(CacheRecoveryIT::join);
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
    assertThat(recorder.events("views:cache_down")).isPositive();
    assertThat(recorder.events("views:cache_hit")).isPositive();

    server.restartEmpty();
    Await.until("the cache is back", LONG, () -> await(cache.evict(KEYS)));
    assertThat(await(cache.repopulate(store, KEYS))).isEqualTo(KEYS.size());
    assertThatTheCacheIsTheStore();
  }

  @Test
  void tenThousandMergesAndEvictionsLeaveNoDrift() {
    open(new InMemoryStore<>(Monoids.sumLong()));
    Random random = new Random(7);
    try (Jedis jedis = new Jedis(server.host(), server.port())) {
      for (int i = 1; i <= 10_000; i++) {
        switch (random.nextInt(10)) {
          case 0 -> await(cache.evict(List.of(anyKey(random))));
          case 1 -> Optional.ofNullable(jedis.randomKey()).ifPresent(jedis::del);
          case 2 -> readAndCheck(random, reads.get(0));
          default -> write(random);
        }
        if (i % 1_000 == 0) {
          jedis.flushAll();
        }
        if (i % 100 == 0) {
          assertThatNothingHasDrifted();
        }
      }
    }
    assertThat(await(cache.repopulate(store, KEYS))).isEqualTo(KEYS.size());
    assertThatTheCacheIsTheStore();
  }

  private void write(Random random) {
    Key key = anyKey(random);
    long delta = 1L + random.nextInt(1_000);
    begun.get(key).addAndGet(delta);
    var applied = (Applied<Long>) await(store.merge(Merge.of(key, delta)));
    await(cache.put(key, applied.stored().orElseThrow()));
    acknowledged.get(key).addAndGet(delta);
    merges.incrementAndGet();
  }

  private void readAndCheck(Random random, AtomicLong count) {
    Key key = anyKey(random);
    long atLeast = acknowledged.get(key).get();
    long read = await(query.get(key.entity())).value();
    assertThat(read).isBetween(atLeast, begun.get(key).get());
    count.incrementAndGet();
  }

  /** What the cache holds is what the store holds, and a reader gets that in any case. */
  private void assertThatNothingHasDrifted() {
    for (Key key : KEYS) {
      long truth = begun.get(key).get();
      if (await(cache.get(key)) instanceof Lookup.Hit<Long> hit) {
        assertThat(hit.stored().value()).isEqualTo(truth);
      }
      assertThat(current(store, key)).isEqualTo(truth);
    }
  }

  private void assertThatTheCacheIsTheStore() {
    for (Key key : KEYS) {
      var held = read(store, key).orElseThrow();
      assertThat(held.value()).isEqualTo(begun.get(key).get());
      assertThat(await(cache.get(key))).isEqualTo(new Lookup.Hit<>(held));
    }
  }

  /** Returns when every reader and the writers have done some more. */
  private void awaitMore(List<Future<?>> load) {
    long merged = merges.get();
    List<Long> before = reads.stream().map(AtomicLong::get).toList();
    Await.until(
        "readers and writers have done more",
        LONG,
        () -> {
          load.stream().filter(Future::isDone).forEach(CacheRecoveryIT::join);
          return merges.get() >= merged + 200
              && IntStream.range(0, READERS)
                  .allMatch(i -> reads.get(i).get() >= before.get(i) + 100);
        });
  }

  private void untilStopped(Runnable step) {
    while (!stop.get()) {
      step.run();
    }
  }

  private static Key anyKey(Random random) {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private static void join(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
