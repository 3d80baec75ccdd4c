package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valkey.DefaultJedisClientConfig;
import io.valkey.HostAndPort;
import io.valkey.Jedis;
import io.valkey.RedisProtocol;
import io.valkey.exceptions.JedisConnectionException;
import io.valkey.exceptions.JedisDataException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(ValkeyServerExtension.class)
class ValkeyFaultProxyIT {

  private final ValkeyServer server;
  private FaultProxy proxy;
  private Jedis truth;

  ValkeyFaultProxyIT(ValkeyServer server) {
    this.server = server;
  }

  @BeforeEach
  void startProxy() {
    proxy = FaultProxy.valkey(server, 42);
    truth = new Jedis(server.host(), server.port());
    truth.flushAll();
  }

  @AfterEach
  void stopProxy() {
    truth.close();
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void passesCommandsAndPipelinesOn(RedisProtocol protocol) {
    try (var client = connect(protocol, 5_000)) {
      client.set("big", "x".repeat(300_000));
      assertThat(client.get("big")).hasSize(300_000);
      client.hset("h", "f", "v");
      assertThat(client.hgetAll("h")).containsEntry("f", "v");
      assertThat(client.mget("none", "none2")).containsExactly(null, null);
      assertThat(client.eval("return {1, {2, 'three'}, false}"))
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .hasSize(3);
      var pipeline = client.pipelined();
      var replies = List.of(pipeline.incr("n"), pipeline.incr("n"), pipeline.incrBy("n", 5));
      pipeline.sync();
      assertThat(replies).extracting(reply -> reply.get()).containsExactly(1L, 2L, 7L);
    }
    assertThat(proxy.traffic().received("INCR")).isEqualTo(2);
    assertThat(proxy.traffic().answered("INCRBY")).isOne();
  }

  @Test
  void aDroppedReplyIsAnErrorToTheClientAndAppliedByTheServer() {
    var drop = proxy.inject(FaultRule.of(Fault.dropReply()).on("INCRBY").onlyTheNth(2));
    assertConnectionLost(
        client -> {
          client.incrBy("n", 1);
          client.incrBy("n", 10);
        });
    assertThat(truth.get("n")).isEqualTo("11");
    assertThat(drop.strikes()).isOne();
  }

  @Test
  void aResetCommandIsNotApplied() {
    proxy.inject(FaultRule.of(Fault.reset()).on("INCRBY").once());
    assertConnectionLost(client -> client.incrBy("n", 1));
    assertThat(truth.get("n")).isNull();
  }

  @Test
  void anErrorIsReadInTheOrderOfThePipeline() {
    proxy.inject(FaultRule.of(Fault.error(ServiceError.LOADING)).on("INCRBY").onlyTheNth(2));
    try (var client = connect()) {
      var pipeline = client.pipelined();
      var first = pipeline.incrBy("n", 1);
      var second = pipeline.incrBy("n", 10);
      var third = pipeline.incrBy("n", 100);
      pipeline.sync();
      assertThat(first.get()).isEqualTo(1);
      assertThatThrownBy(second::get)
          .isInstanceOf(JedisDataException.class)
          .hasMessageStartingWith("LOADING");
      assertThat(third.get()).isEqualTo(101);
    }
  }

  @Test
  void nothingPassesABlackholeAndConnectionsStayOpen() {
    try (var client = connect(RedisProtocol.RESP2, 500)) {
      client.set("k", "v");
      proxy.blackhole();
      assertThatThrownBy(() -> client.get("k"))
          .isInstanceOf(JedisConnectionException.class)
          .hasMessageContaining("timed out");
    }
    proxy.heal();
    try (var client = connect()) {
      assertThat(client.get("k")).isEqualTo("v");
    }
  }

  @Test
  void connectionsCanBeKilled() {
    assertConnectionLost(
        client -> {
          client.set("k", "v");
          proxy.resetConnections();
          client.get("k");
        });
    assertThat(proxy.traffic().received("SET")).isOne();
    assertThat(proxy.traffic().received("GET")).isZero();
  }

  @Test
  void aServerThatIsDownLooksDownThroughTheProxyToo() {
    server.kill();
    assertConnectionLost(Jedis::ping);
    server.startEmpty();
    try (var client = connect()) {
      assertThat(client.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void aHeldCommandIsAppliedThoughItsClientHasGivenUp() {
    var gate = new CompletableFuture<Void>();
    proxy.inject(FaultRule.of(Fault.holdRequest(gate)).on("INCRBY").once());
    try (var impatient = connect(RedisProtocol.RESP2, 500)) {
      assertThatThrownBy(() -> impatient.incrBy("n", 1))
          .isInstanceOf(JedisConnectionException.class);
    }
    assertThat(truth.get("n")).isNull();
    gate.complete(null);
    Await.until("the zombie writes", Duration.ofSeconds(10), () -> "1".equals(truth.get("n")));
  }

  /** Closing a client whose connection is broken may throw, too, so that is inside. */
  private void assertConnectionLost(Consumer<Jedis> calls) {
    assertThatThrownBy(
            () -> {
              try (var client = connect()) {
                calls.accept(client);
              }
            })
        .isInstanceOf(JedisConnectionException.class);
  }

  private Jedis connect() {
    return connect(RedisProtocol.RESP2, 5_000);
  }

  private Jedis connect(RedisProtocol protocol, int readTimeoutMillis) {
    return new Jedis(
        new HostAndPort(proxy.host(), proxy.port()),
        DefaultJedisClientConfig.builder()
            .protocol(protocol)
            .socketTimeoutMillis(readTimeoutMillis)
            .build());
  }
}
