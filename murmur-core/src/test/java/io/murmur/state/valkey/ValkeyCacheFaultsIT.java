package io.murmur.state.valkey;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.metrics.InMemoryRecorder;
import io.murmur.monoid.Monoids;
import io.murmur.state.Cache.Lookup;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.memory.InMemoryStore;
import io.murmur.testing.Await;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import io.valkey.Jedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ValkeyServerExtension.class)
@Timeout(120)
class ValkeyCacheFaultsIT {

  private static final Key KEY = new Key("page|1", 17);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Short, since here calls do time out. */
  private static final ValkeyLimits HASTY =
      ValkeyLimits.defaults()
          .withTimeout(Duration.ofMillis(300))
          .withRetryAfter(Duration.ofMillis(20));

  private final InMemoryRecorder recorder = new InMemoryRecorder();
  private final String namespace = Clients.namespace();
  private final ValkeyServer server;
  private final Jedis jedis;
  private FaultProxy proxy;
  private ValkeyClient client;

  ValkeyCacheFaultsIT(ValkeyServer server) {
    this.server = server;
    this.jedis = new Jedis(server.host(), server.port());
  }

  @BeforeEach
  void start() {
    proxy = FaultProxy.valkey(server, 42);
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    jedis.close();
  }

  @Test
  void aServerThatIsGoneIsToldApartFromAMiss() {
    var cache = open(Clients.STUBBORN);
    await(cache.put(KEY, stored(1)));
    proxy.refuseConnections();
    Await.until("the cache is down", LONG, () -> await(cache.get(KEY)) instanceof Lookup.Down);
    assertThat(await(cache.getMany(List.of(KEY, Key.allTime("other")))))
        .hasSize(2)
        .allSatisfy(lookup -> assertThat(lookup).isInstanceOf(Lookup.Down.class));
    assertThat(await(cache.put(Key.allTime("other"), stored(1)))).isFalse();
    assertThat(await(cache.evict(List.of(Key.allTime("third"))))).isFalse();
    assertThat(recorder.events("views:cache_down")).isPositive();
    proxy.heal();
    Await.until("the cache is back", LONG, () -> await(cache.get(KEY)) instanceof Lookup.Hit);
    assertThat(client.available()).isTrue();
  }

  @Test
  void aNetworkThatSwallowsEverythingCostsNobodyMoreThanTheTimeout() {
    var cache = open(HASTY);
    await(cache.put(KEY, stored(1)));
    proxy.blackhole();
    // One after the other: if each waited for its timeout, this would take half an hour.
    for (int i = 0; i < 6_000; i++) {
      assertThat(await(cache.get(KEY))).isInstanceOf(Lookup.Down.class);
    }
    // And all at once.
    List<CompletionStage<Lookup<Long>>> lookups = new ArrayList<>();
    IntStream.range(0, 20_000).forEach(i -> lookups.add(cache.get(KEY)));
    assertThat(lookups)
        .allSatisfy(lookup -> assertThat(await(lookup)).isInstanceOf(Lookup.Down.class));
    assertThat(client.available()).isFalse();
    proxy.heal();
    Await.until("the cache is back", LONG, () -> await(cache.get(KEY)) instanceof Lookup.Hit);
  }

  @Test
  void aFullQueueIsAnsweredAtOnce() {
    var cache = open(Clients.PATIENT.withConnections(1).withMaxWaiting(1));
    await(cache.put(KEY, stored(1)));
    var gate = new CompletableFuture<Void>();
    proxy.inject(FaultRule.of(Fault.holdReply(gate)).on("GET").once());
    var atWork = cache.get(KEY);
    Await.until("the call is on its way", LONG, () -> proxy.traffic().received("GET") == 1);
    var waiting = cache.get(KEY);
    assertThat(await(cache.get(KEY))).isInstanceOf(Lookup.Down.class);
    gate.complete(null);
    assertThat(await(atWork)).isInstanceOf(Lookup.Hit.class);
    assertThat(await(waiting)).isInstanceOf(Lookup.Hit.class);
    assertThat(client.available()).isTrue();
  }

  @Test
  void bytesThatNobodyPutAreAMissAndMakeRoomForTheNextPut() {
    var cache = open(Clients.PATIENT);
    byte[] name = new ValkeyKeys(ValkeyKeys.Kind.CACHE, namespace).item(KEY);
    List<Runnable> damages =
        List.of(
            () -> jedis.set(name, new byte[0]),
            () -> jedis.set(name, new byte[] {1, 2, 3}),
            () -> jedis.setrange(name, 1, new byte[] {127}), // a version that nothing outruns
            () -> jedis.setrange(name, 28, new byte[] {55}), // another number
            () -> jedis.lpush(name, new byte[] {1}));
    long version = 1;
    for (Runnable damage : damages) {
      await(cache.put(KEY, stored(version)));
      assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(version)));
      if (damage == damages.get(4)) {
        jedis.del(name);
      }
      long seen = recorder.errors("views:cache_corrupt");
      damage.run();
      assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
      assertThat(recorder.errors("views:cache_corrupt")).isEqualTo(seen + 1);
      Await.until("the bytes are gone", LONG, () -> !jedis.exists(name));
      version++;
    }
    await(cache.put(KEY, stored(version)));
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(version)));
  }

  @Test
  void aPutReplacesWhateverHasAnotherForm() {
    var cache = open(Clients.PATIENT);
    jedis.lpush(new ValkeyKeys(ValkeyKeys.Kind.CACHE, namespace).item(KEY), new byte[] {1});
    assertThat(await(cache.put(KEY, stored(3)))).isTrue();
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(3)));
  }

  @Test
  void untilALostPutHasArrivedTheKeyIsAMissAndNeverTheOlderValue() {
    // Nothing is sent again during this test, and one failure does not open the circuit.
    var cache = open(Clients.PATIENT.withRetryAfter(Duration.ofMinutes(1)));
    await(cache.put(KEY, stored(1)));
    proxy.inject(FaultRule.of(Fault.reset()).on("EVALSHA").once());
    assertThat(await(cache.put(KEY, stored(3)))).isFalse();
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
    assertThat(recorder.events("views:cache_put_late")).isEqualTo(1);
    assertThat(await(cache.put(KEY, stored(2)))).isTrue();
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
    assertThat(await(cache.put(KEY, stored(3)))).isTrue();
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(3)));
  }

  @Test
  void lostPutsAreSentAgainUntilTheyArriveTheNewestOfEachKey() {
    var cache = open(Clients.STUBBORN);
    await(cache.put(KEY, stored(1)));
    var lost = proxy.inject(FaultRule.of(Fault.error(ServiceError.LOADING)).on("EVALSHA"));
    assertThat(await(cache.put(KEY, stored(3)))).isFalse();
    assertThat(await(cache.put(KEY, stored(2)))).isFalse();
    lost.close();
    Await.until("the put arrives", LONG, () -> await(cache.get(KEY)) instanceof Lookup.Hit);
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(3)));
  }

  @Test
  void aPutWhoseAnswerIsLostIsSentAgainWithoutHarm() {
    var cache = open(Clients.STUBBORN);
    await(cache.put(Key.allTime("other"), stored(1)));
    proxy.inject(FaultRule.of(Fault.dropReply()).on("EVALSHA").once());
    assertThat(await(cache.put(KEY, stored(1)))).isFalse();
    Await.until("the put arrives", LONG, () -> await(cache.get(KEY)) instanceof Lookup.Hit);
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(1)));
  }

  @Test
  void aServerThatForgotItsScriptsLearnsThemAgainInTheMiddleOfABatch() {
    var cache = open(Clients.PATIENT);
    Map<Key, Stored<Long>> values = new LinkedHashMap<>();
    IntStream.range(0, 600).forEach(i -> values.put(new Key("k", i), stored(i)));
    assertThat(await(cache.putMany(values))).isEqualTo(600);
    jedis.scriptFlush();
    values.replaceAll((key, stored) -> stored(stored.version() + 1));
    assertThat(await(cache.putMany(values))).isEqualTo(600);
    assertThat(await(cache.getMany(List.copyOf(values.keySet()))))
        .containsExactlyElementsOf(values.values().stream().map(Lookup.Hit::new).toList());
  }

  @Test
  void aServerWithoutMemoryDropsTheOlderValue() {
    var cache = open(Clients.PATIENT);
    await(cache.put(KEY, stored(1)));
    jedis.configSet("maxmemory", "1");
    try {
      assertThat(await(cache.put(KEY, stored(2)))).isFalse();
      assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Miss<Long>());
      assertThat(recorder.events("views:cache_put_lost")).isEqualTo(1);
    } finally {
      jedis.configSet("maxmemory", "0");
    }
  }

  @Test
  void anEntryIsKeptUntilItsExpiryButNoLongerThanItsMaximumAge() {
    client = ValkeyClient.connect(Clients.uri(proxy), Clients.PATIENT);
    var cache =
        ValkeyCache.over(client, namespace, Monoids.count().codec())
            .maxAge(Duration.ofMinutes(10))
            .build();
    long now = Long.parseLong(jedis.time().get(0));
    byte[] name = new ValkeyKeys(ValkeyKeys.Kind.CACHE, namespace).item(KEY);
    await(cache.put(KEY, stored(1)));
    assertThat(jedis.expireTime(name)).isBetween(now + 600, now + 660);
    await(cache.put(KEY, new Stored<>(2L, 2, OptionalLong.of(now + 100))));
    assertThat(jedis.expireTime(name)).isEqualTo(now + 100);
    await(cache.put(KEY, new Stored<>(3L, 3, OptionalLong.of(Long.MAX_VALUE))));
    assertThat(jedis.expireTime(name)).isBetween(now + 600, now + 660);
  }

  @Test
  void repopulateAlsoHealsWhatIsNewerThanTheStoreAndWhatIsGoneFromIt() {
    var cache = open(Clients.PATIENT);
    Store<Long> restored = new InMemoryStore<>(Monoids.count());
    await(restored.merge(Merge.of(KEY, 10L)));
    Key gone = Key.allTime("gone");
    await(cache.put(KEY, stored(99)));
    await(cache.put(gone, stored(99)));
    assertThat(await(cache.repopulate(restored, List.of(KEY, gone)))).isEqualTo(1);
    assertThat(await(cache.get(KEY))).isEqualTo(new Lookup.Hit<>(stored(1)));
    assertThat(await(cache.get(gone))).isEqualTo(new Lookup.Miss<Long>());
  }

  @Test
  void repopulateStopsWhereTheCacheIsAwayAndFailsAsTheStoreFails() {
    var cache = open(Clients.PATIENT);
    List<Key> keys = IntStream.range(0, 3_000).mapToObj(i -> new Key("k", i)).toList();
    Store<Long> store = new InMemoryStore<>(Monoids.count());
    keys.forEach(key -> await(store.merge(Merge.of(key, 1L))));
    var away = proxy.inject(FaultRule.of(Fault.reset()).on("DEL").onlyTheNth(1_500));
    assertThat(await(cache.repopulate(store, keys))).isEqualTo(1_000);
    away.close();
    try (var broken = ValkeyStore.over(client, namespace, Monoids.maxLong())) {
      jedis.set(new ValkeyKeys(ValkeyKeys.Kind.STORE, namespace).item(KEY), new byte[] {1});
      var other = ValkeyCache.over(client, namespace, broken.monoid().codec()).build();
      assertThatThrownBy(() -> await(other.repopulate(broken, List.of(KEY))))
          .isInstanceOf(PermanentStoreException.class);
    }
  }

  private ValkeyCache<Long> open(ValkeyLimits limits) {
    client = ValkeyClient.connect(Clients.uri(proxy), limits);
    return ValkeyCache.over(client, namespace, Monoids.count().codec())
        .recordedBy(recorder, "views")
        .build();
  }

  private static Stored<Long> stored(long version) {
    return new Stored<>(version * 10, version, OptionalLong.empty());
  }
}
