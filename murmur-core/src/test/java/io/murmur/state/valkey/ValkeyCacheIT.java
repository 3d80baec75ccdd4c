package io.murmur.state.valkey;

import io.murmur.monoid.Monoid;
import io.murmur.state.Cache;
import io.murmur.testing.CacheContract;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ValkeyServerExtension.class)
class ValkeyCacheIT extends CacheContract {

  private final ValkeyClient client;

  ValkeyCacheIT(ValkeyServer server) {
    this.client = Clients.patient(server);
  }

  @AfterEach
  void closeTheClient() {
    client.close();
  }

  @Override
  protected <V> Cache<V> newCache(Monoid<V> monoid) {
    return ValkeyCache.over(client, Clients.namespace(), monoid.codec()).build();
  }
}
