package io.murmur.state.valkey;

import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.state.Cache.Lookup;
import io.murmur.state.Consistency;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.MergeResult.ClaimsLost;
import io.murmur.state.Stamp;
import io.murmur.state.Stored;
import io.murmur.testing.Await;
import io.murmur.testing.CacheContract;
import io.murmur.testing.ValkeyServer;
import io.valkey.ConnectionPoolConfig;
import io.valkey.DefaultJedisClientConfig;
import io.valkey.HostAndPort;
import io.valkey.Jedis;
import io.valkey.JedisCluster;
import io.valkey.Protocol;
import io.valkey.util.JedisClusterCRC16;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes with half of the slots each: what a script touches must lie in one slot. */
class ValkeyClusterIT {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int SLOTS = 16_384;
  private static final Duration DAY = Duration.ofDays(1);

  private static ValkeyServer low;
  private static ValkeyServer high;
  private static JedisCluster jedis;
  private static ValkeyClient client;

  @BeforeAll
  static void startTheCluster() {
    low = ValkeyServer.startClusterNode();
    high = ValkeyServer.startClusterNode();
    try (var first = connect(low);
        var second = connect(high)) {
      first.clusterAddSlotsRange(0, SLOTS / 2 - 1);
      second.clusterAddSlotsRange(SLOTS / 2, SLOTS - 1);
      first.clusterSetConfigEpoch(1);
      second.clusterSetConfigEpoch(2);
      meet(first, high);
      for (var node : List.of(first, second)) {
        Await.until(
            "the nodes agree",
            LONG,
            () ->
                node.clusterInfo().contains("cluster_state:ok")
                    && node.clusterInfo().contains("cluster_slots_assigned:" + SLOTS));
      }
    }
    jedis =
        new JedisCluster(
            Set.of(address(low)),
            DefaultJedisClientConfig.builder().timeoutMillis(10_000).build(),
            5,
            LONG,
            new ConnectionPoolConfig());
    client = ValkeyClient.over(jedis, Clients.PATIENT);
  }

  @AfterAll
  static void stopTheCluster() {
    client.close();
    jedis.close();
    low.close();
    high.close();
  }

  @Test
  void mergesFencesAndClaimsStayWithinASlot() {
    var counts = ValkeyStore.over(client, Clients.namespace(), Monoids.sumLong());
    var maxima = ValkeyStore.over(client, Clients.namespace(), Monoids.maxLong());
    for (Key key : CacheContract.awkwardKeys()) {
      var fence = Guard.fence("live", new Stamp(1, 0, 1));
      var claims = new Guard.Claims("views", List.of("e1", "e{2}", "}e3"), DAY);
      merge(counts, Merge.of(key, 5L).under(fence));
      merge(counts, Merge.of(key, 5L).under(fence));
      assertThat(merge(counts, Merge.of(key, 7L).under(claims))).isInstanceOf(Applied.class);
      assertThat(merge(counts, Merge.of(key, 7L).under(claims)))
          .isEqualTo(new ClaimsLost<>(Set.copyOf(claims.eventIds())));
      assertThat(current(counts, key)).isEqualTo(12);
      merge(maxima, Merge.of(key, Optional.of(3L)).under(claims));
      merge(maxima, Merge.of(key, Optional.of(2L)).under(fence));
      assertThat(current(maxima, key)).hasValue(3L);
    }
    var found = await(counts.getMany(CacheContract.awkwardKeys(), Consistency.STRONG));
    assertThat(found).allSatisfy(item -> assertThat(item.orElseThrow().value()).isEqualTo(12));
    assertThat(slotsOf(CacheContract.awkwardKeys())).anyMatch(s -> s < SLOTS / 2);
    assertThat(slotsOf(CacheContract.awkwardKeys())).anyMatch(s -> s >= SLOTS / 2);
  }

  @Test
  void aCacheServesBatchesFromBothNodesAndIdsAreClaimedOnce() {
    var cache = ValkeyCache.over(client, Clients.namespace(), Monoids.count().codec()).build();
    Map<Key, Stored<Long>> values = new LinkedHashMap<>();
    IntStream.range(0, 600).forEach(i -> values.put(new Key("k" + i / 3, i), stored(i)));
    assertThat(await(cache.putMany(values))).isEqualTo(600);
    List<Key> keys = new ArrayList<>(values.keySet());
    assertThat(await(cache.getMany(keys)))
        .containsExactlyElementsOf(values.values().stream().map(Lookup.Hit::new).toList());
    assertThat(await(cache.evict(keys))).isTrue();
    assertThat(await(cache.getMany(keys))).containsOnly(new Lookup.Miss<>());
    var deduper = ValkeyDeduper.over(client, Clients.namespace(), DAY);
    for (int i = 0; i < 50; i++) {
      assertThat(await(deduper.markSeen("e" + i))).isTrue();
      assertThat(await(deduper.markSeen("e" + i))).isFalse();
    }
  }

  @Test
  void batchesFollowASlotThatMoved() {
    String namespace = Clients.namespace();
    var cache = ValkeyCache.over(client, namespace, Monoids.count().codec()).build();
    Key moving = Key.allTime("moving");
    int slot =
        JedisClusterCRC16.getSlot(new ValkeyKeys(ValkeyKeys.Kind.CACHE, namespace).item(moving));
    await(cache.put(moving, stored(1)));
    try (var first = connect(low);
        var second = connect(high)) {
      var from = slot < SLOTS / 2 ? first : second;
      var to = slot < SLOTS / 2 ? second : first;
      assertThat(await(cache.evict(List.of(moving)))).isTrue();
      to.clusterSetSlotImporting(slot, from.clusterMyId());
      from.clusterSetSlotMigrating(slot, to.clusterMyId());
      to.clusterSetSlotNode(slot, to.clusterMyId());
      from.clusterSetSlotNode(slot, to.clusterMyId());
      var keys = List.of(moving, new Key("moving", 1));
      assertThat(await(cache.getMany(keys))).containsOnly(new Lookup.Miss<>());
      assertThat(await(cache.put(moving, stored(2)))).isTrue();
      assertThat(await(cache.get(moving))).isEqualTo(new Lookup.Hit<>(stored(2)));
    }
  }

  private static List<Integer> slotsOf(List<Key> keys) {
    var names = new ValkeyKeys(ValkeyKeys.Kind.STORE, "any");
    return keys.stream().map(names::item).map(JedisClusterCRC16::getSlot).toList();
  }

  /** The bus port is announced by the other node itself, once it is told of this one. */
  private static void meet(Jedis node, ValkeyServer other) {
    try (var peer = connect(other)) {
      String line = peer.clusterNodes().lines().findFirst().orElseThrow();
      int bus = Integer.parseInt(line.substring(line.indexOf('@') + 1).split("[ ,]", 2)[0]);
      node.sendCommand(
          Protocol.Command.CLUSTER,
          "MEET",
          other.host(),
          Integer.toString(other.port()),
          Integer.toString(bus));
    }
  }

  private static Stored<Long> stored(long version) {
    return new Stored<>(version * 10, version, OptionalLong.empty());
  }

  private static Jedis connect(ValkeyServer server) {
    return new Jedis(server.host(), server.port());
  }

  private static HostAndPort address(ValkeyServer server) {
    return new HostAndPort(server.host(), server.port());
  }
}
