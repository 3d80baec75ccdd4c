package io.murmur.state.valkey;

import static io.murmur.state.valkey.Clients.mergeUntilAnswered;
import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static io.murmur.testing.StoreProbe.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.MonoidSample;
import io.murmur.testing.ServiceError;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import io.valkey.Jedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(ValkeyServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValkeyStoreFaultsIT {

  private static final String ALL = "io.murmur.testing.MonoidSamples#all";
  private static final Key KEY = new Key("page|1", 17);
  private static final String[] SCRIPTS = {"EVAL", "EVALSHA"};

  private final ValkeyServer server;
  private final FaultProxy proxy;
  private final ValkeyClient client;

  ValkeyStoreFaultsIT(ValkeyServer server) {
    this.server = server;
    this.proxy = FaultProxy.valkey(server, 42);
    this.client = ValkeyClient.connect(Clients.uri(proxy), Clients.STUBBORN);
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @AfterAll
  void close() {
    client.close();
    proxy.close();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void fencedMergesAreExactThoughAnswersAreLost(MonoidSample<V> sample) {
    var dropped = proxy.inject(FaultRule.of(Fault.dropReply()).on(SCRIPTS).withProbability(0.3));
    mergeAllFenced(sample);
    assertThat(dropped.strikes()).isPositive();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void fencedMergesAreExactThoughTheServerRefusesManyCommands(MonoidSample<V> sample) {
    var errors =
        List.of(
            proxy.inject(FaultRule.of(Fault.error(ServiceError.LOADING)).withProbability(0.1)),
            proxy.inject(FaultRule.of(Fault.error(ServiceError.BUSY)).withProbability(0.1)),
            proxy.inject(FaultRule.of(Fault.reset()).withProbability(0.1)));
    mergeAllFenced(sample);
    assertThat(errors).allSatisfy(error -> assertThat(error.strikes()).isPositive());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void claimedEventsCountOnceThoughAnswersAreLostAndEventsComeTwice(MonoidSample<V> sample) {
    ValkeyStore<V> store = ValkeyStore.over(client, Clients.namespace(), sample.monoid());
    List<V> deltas = sample.deltas(3, 20);
    var dropped = proxy.inject(FaultRule.of(Fault.dropReply()).on(SCRIPTS).withProbability(0.3));
    for (int i = 0; i < 40; i++) {
      var claims = new Guard.Claims("views", List.of("e" + i / 2), Duration.ofDays(1));
      mergeUntilAnswered(store, Merge.of(KEY, deltas.get(i / 2)).under(claims));
    }
    assertThat(dropped.strikes()).isPositive();
    proxy.heal();
    V expected = sample.monoid().combineAll(deltas);
    assertThat(sample.same().test(current(store, KEY), expected)).isTrue();
  }

  private <V> void mergeAllFenced(MonoidSample<V> sample) {
    ValkeyStore<V> store = ValkeyStore.over(client, Clients.namespace(), sample.monoid());
    List<V> live = sample.deltas(1, 30);
    List<V> bootstrap = sample.deltas(2, 30);
    atOnce(2, i -> mergeInOrder(store, i == 0 ? "live" : "bootstrap", i == 0 ? live : bootstrap));
    proxy.heal();
    Monoid<V> monoid = sample.monoid();
    V expected = monoid.combine(monoid.combineAll(live), monoid.combineAll(bootstrap));
    assertThat(sample.same().test(current(store, KEY), expected)).isTrue();
  }

  private static <V> int mergeInOrder(ValkeyStore<V> store, String writer, List<V> deltas) {
    for (int i = 0; i < deltas.size(); i++) {
      var guard = Guard.fence(writer, new Stamp(1, 0, i));
      mergeUntilAnswered(store, Merge.of(KEY, deltas.get(i)).under(guard));
    }
    return deltas.size();
  }

  @Test
  void aLostAnswerIsATransientErrorAndTheMergeMayHaveBeenApplied() {
    ValkeyStore<Long> store = ValkeyStore.over(client, Clients.namespace(), Monoids.count());
    merge(store, Merge.of(Key.allTime("other"), 1L)); // now the server knows the script
    proxy.inject(FaultRule.of(Fault.dropReply()).on("EVALSHA").once());
    assertThatThrownBy(() -> merge(store, Merge.of(KEY, 5L)))
        .isInstanceOf(TransientStoreException.class)
        .hasMessageContaining("page|1@17")
        .hasMessageContaining(store.toString());
    assertThat(current(store, KEY)).isEqualTo(5);
  }

  @Test
  void aServerThatIsAwayIsATransientErrorForEveryOperation() {
    ValkeyStore<Long> store = ValkeyStore.over(client, Clients.namespace(), Monoids.count());
    proxy.refuseConnections();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> merge(store, Merge.of(KEY, 1L)))
          .isInstanceOf(TransientStoreException.class);
      assertThatThrownBy(() -> await(store.get(KEY))).isInstanceOf(TransientStoreException.class);
      assertThatThrownBy(() -> await(store.getMany(List.of(KEY, KEY))))
          .isInstanceOf(TransientStoreException.class);
    }
    proxy.heal();
    assertThat(mergeUntilAnswered(store, Merge.of(KEY, 1L))).isInstanceOf(Applied.class);
  }

  @Test
  void bytesThatDoNotParseAreAnErrorThatNamesTheKeyAndStayAsTheyAre() {
    String namespace = Clients.namespace();
    ValkeyStore<Optional<Long>> store = ValkeyStore.over(client, namespace, Monoids.maxLong());
    merge(store, Merge.of(KEY, Optional.of(7L)));
    byte[] name = new ValkeyKeys(ValkeyKeys.Kind.STORE, namespace).item(KEY);
    try (Jedis jedis = new Jedis(server.host(), server.port())) {
      jedis.hset(name, Item.bytes(Item.VALUE), new byte[] {9, 9, 9});
      assertThatThrownBy(() -> merge(store, Merge.of(KEY, Optional.of(8L))))
          .isInstanceOfSatisfying(
              RejectedMergeException.class, e -> assertThat(e.key()).isEqualTo(KEY))
          .hasMessageContaining(KEY.toString());
      assertThatThrownBy(() -> read(store, KEY))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContaining(KEY.toString())
          .hasMessageContaining("max(long)");
      assertThat(jedis.hget(name, Item.bytes(Item.VALUE))).containsExactly(9, 9, 9);
      jedis.del(name);
      jedis.set(name, Item.bytes("of another program"));
      assertThatThrownBy(() -> merge(store, Merge.of(KEY, Optional.of(8L))))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContaining("WRONGTYPE");
      assertThat(jedis.get(name)).isEqualTo(Item.bytes("of another program"));
    }
  }

  @Test
  void aStructThatOverflowsInItsLastFieldKeepsAllItsFields() {
    var struct =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("users", Monoids.stringSet())
            .field("amount", Monoids.sumLong())
            .build();
    var store = ValkeyStore.over(client, Clients.namespace(), struct);
    var delta = struct.value(1L, Set.of("u1"), Long.MAX_VALUE);
    merge(store, Merge.of(KEY, delta));
    var before = read(store, KEY);
    var over = struct.value(1L, Set.of("u2"), 1L);
    assertThatThrownBy(() -> merge(store, Merge.of(KEY, over)))
        .isInstanceOf(RejectedMergeException.class);
    assertThat(read(store, KEY)).isEqualTo(before);
  }
}
