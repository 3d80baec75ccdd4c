package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valkey.Jedis;
import io.valkey.exceptions.JedisConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ValkeyServerExtension.class)
class ValkeyServerIT {

  private final ValkeyServer server;

  ValkeyServerIT(ValkeyServer server) {
    this.server = server;
  }

  @Test
  void answersAsSoonAsItIsStarted() {
    try (var own = ValkeyServer.start();
        var client = connect(own)) {
      assertThat(client.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void comesBackEmptyOnTheSamePort() {
    try (var client = connect(server)) {
      client.set("k", "v");
    }
    server.restartEmpty();
    try (var client = connect(server)) {
      assertThat(client.get("k")).isNull();
    }
  }

  @Test
  void refusesConnectionsWhileItIsStopped() {
    server.stop();
    assertThat(server.isRunning()).isFalse();
    assertThatThrownBy(
            () -> {
              try (var client = connect(server)) {
                client.ping();
              }
            })
        .isInstanceOf(JedisConnectionException.class);
    server.startEmpty();
    try (var client = connect(server)) {
      assertThat(client.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void breaksTheConnectionsOfItsClientsWhenKilled() {
    assertThatThrownBy(
            () -> {
              try (var client = connect(server)) {
                client.ping();
                server.restartEmpty();
                client.ping();
              }
            })
        .isInstanceOf(JedisConnectionException.class);
    assertThat(server.isRunning()).isTrue();
  }

  private static Jedis connect(ValkeyServer server) {
    return new Jedis(server.host(), server.port());
  }
}
