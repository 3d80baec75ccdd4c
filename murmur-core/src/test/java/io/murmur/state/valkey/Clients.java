package io.murmur.state.valkey;

import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.Await;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.StoreProbe;
import io.murmur.testing.ValkeyServer;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Clients for tests. */
final class Clients {

  /** Long enough that only a test that fails waits for it. */
  static final ValkeyLimits PATIENT = ValkeyLimits.defaults().withTimeout(Duration.ofSeconds(30));

  /** For servers that fail all the time: an outage is over as soon as it is noticed. */
  static final ValkeyLimits STUBBORN = PATIENT.withRetryAfter(Duration.ofMillis(1));

  private static final Duration LONG = Duration.ofMinutes(1);

  private Clients() {}

  static ValkeyClient patient(ValkeyServer server) {
    return ValkeyClient.connect(uri(server), PATIENT);
  }

  static URI uri(ValkeyServer server) {
    return uri(server.host(), server.port());
  }

  static URI uri(FaultProxy proxy) {
    return uri(proxy.host(), proxy.port());
  }

  /** A namespace that no other test uses. */
  static String namespace() {
    return UUID.randomUUID().toString();
  }

  /** Sends a merge again until it is answered, as a driver with a retry policy would. */
  static <V> MergeResult<V> mergeUntilAnswered(Store<V> store, Merge<V> merge) {
    var result = new AtomicReference<MergeResult<V>>();
    Await.until(
        "a merge is answered",
        LONG,
        () -> {
          try {
            result.set(StoreProbe.merge(store, merge));
            return true;
          } catch (TransientStoreException e) {
            return false;
          }
        });
    return result.get();
  }

  private static URI uri(String host, int port) {
    return URI.create("valkey://" + host + ":" + port);
  }
}
