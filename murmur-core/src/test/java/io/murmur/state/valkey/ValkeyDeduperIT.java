package io.murmur.state.valkey;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.state.TransientStoreException;
import io.murmur.testing.Await;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ValkeyServerExtension.class)
class ValkeyDeduperIT {

  private static final Duration DAY = Duration.ofDays(1);
  private static final String[] SCRIPTS = {"EVAL", "EVALSHA"};

  private final FaultProxy proxy;
  private final ValkeyClient client;

  ValkeyDeduperIT(ValkeyServer server) {
    this.proxy = FaultProxy.valkey(server, 42);
    this.client = ValkeyClient.connect(Clients.uri(proxy), Clients.STUBBORN);
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
  }

  @Test
  void ofSixteenCallersAtOnceOneIsTheFirst() {
    var deduper = open(DAY);
    for (int round = 0; round < 20; round++) {
      String id = "e" + round;
      assertThat(atOnce(16, i -> await(deduper.markSeen(id)))).containsOnlyOnce(true);
      assertThat(await(deduper.markSeen(id))).isFalse();
    }
  }

  @Test
  void aCallWhoseAnswerIsLostAsksAgainAndIsStillTheFirst() {
    var deduper = open(DAY);
    var lost = proxy.inject(FaultRule.of(Fault.dropReply()).on(SCRIPTS).once());
    assertThat(await(deduper.markSeen("e1"))).isTrue();
    assertThat(lost.strikes()).isEqualTo(1);
    assertThat(await(deduper.markSeen("e1"))).isFalse();
  }

  @Test
  void anotherCallWhoseAnswerIsLostIsNotTheFirst() {
    var deduper = open(DAY);
    assertThat(await(deduper.markSeen("e1"))).isTrue();
    proxy.inject(FaultRule.of(Fault.dropReply()).on(SCRIPTS).once());
    assertThat(await(deduper.markSeen("e1"))).isFalse();
  }

  @Test
  void errorsNeverMeanFirstSeen() {
    var deduper = open(DAY);
    assertThat(await(deduper.markSeen("e1"))).isTrue();
    var faults = List.of(Fault.reset(), Fault.dropReply(), Fault.error(ServiceError.LOADING));
    for (Fault fault : faults) {
      var injected = proxy.inject(FaultRule.of(fault).on(SCRIPTS));
      assertThatThrownBy(() -> await(deduper.markSeen("e1")))
          .isInstanceOf(TransientStoreException.class)
          .hasMessageContaining("e1");
      injected.close();
    }
  }

  @Test
  void anIdIsForgottenWhenItsRetentionHasPassed() {
    var deduper = open(Duration.ofMillis(1));
    assertThat(await(deduper.markSeen("e1"))).isTrue();
    Await.until("the id is gone", Duration.ofSeconds(30), () -> await(deduper.markSeen("e1")));
    var forEver = open(Duration.ofSeconds(Long.MAX_VALUE / 1000));
    assertThat(await(forEver.markSeen("e1"))).isTrue();
    assertThat(await(forEver.markSeen("e1"))).isFalse();
  }

  @Test
  void idsOfDifferentNamespacesNeverMeet() {
    String namespace = Clients.namespace();
    for (String suffix : List.of("", ":a", "{a}")) {
      var deduper = ValkeyDeduper.over(client, namespace + suffix, DAY);
      for (String id : List.of("b", "a:b", "a}b", "{a}b", "}", "")) {
        assertThat(await(deduper.markSeen(id))).as("%s in '%s'", id, suffix).isTrue();
        assertThat(await(deduper.markSeen(id))).isFalse();
      }
    }
  }

  @Test
  void aRetentionMustBePositive() {
    assertThatThrownBy(() -> open(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }

  private ValkeyDeduper open(Duration retention) {
    return ValkeyDeduper.over(client, Clients.namespace(), retention);
  }
}
