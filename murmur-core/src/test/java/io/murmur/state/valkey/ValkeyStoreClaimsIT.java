package io.murmur.state.valkey;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.testing.StoreClaimsContract;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ValkeyServerExtension.class)
class ValkeyStoreClaimsIT extends StoreClaimsContract {

  private final ValkeyClient client;

  ValkeyStoreClaimsIT(ValkeyServer server) {
    this.client = Clients.patient(server);
  }

  @AfterEach
  void closeTheClient() {
    client.close();
  }

  @Override
  protected <V> Store<V> newStore(Monoid<V> monoid) {
    return ValkeyStore.over(client, Clients.namespace(), monoid);
  }
}
