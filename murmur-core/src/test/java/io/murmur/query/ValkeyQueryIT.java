package io.murmur.query;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.state.valkey.ValkeyClient;
import io.murmur.state.valkey.ValkeyLimits;
import io.murmur.state.valkey.ValkeyStore;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ValkeyServerExtension.class)
class ValkeyQueryIT extends QueryContract {

  private final ValkeyClient client;

  ValkeyQueryIT(ValkeyServer server) {
    this.client =
        ValkeyClient.connect(
            URI.create("valkey://" + server.host() + ":" + server.port()),
            ValkeyLimits.defaults().withTimeout(Duration.ofSeconds(30)));
  }

  @AfterEach
  void closeTheClient() {
    client.close();
  }

  @Override
  <V> Store<V> newStore(Monoid<V> monoid) {
    return ValkeyStore.over(client, UUID.randomUUID().toString(), monoid);
  }
}
