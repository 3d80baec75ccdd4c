package io.murmur.flink.definition;

import io.murmur.definition.CacheSettings;
import io.murmur.definition.yaml.Secret;
import io.murmur.flink.sink.Opener;
import io.murmur.monoid.Monoid;
import io.murmur.state.Cache;
import io.murmur.state.valkey.ValkeyCache;
import io.murmur.state.valkey.ValkeyClient;
import io.murmur.state.valkey.ValkeyLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Opens the cache of a definition, with a client of its own. Travels with its password, which is in
 * no text that anyone sees.
 *
 * @param user empty for none
 * @param maxAge zero for the cache's default
 * @param timeout zero for the cache's default
 */
record ValkeyCacheOpener<V>(
    Monoid<V> monoid,
    URI uri,
    String user,
    Secret password,
    String namespace,
    Duration maxAge,
    Duration timeout)
    implements Opener<Cache<V>> {

  private static final Secret NONE = Secret.of("", "nothing");

  static <V> ValkeyCacheOpener<V> of(CacheSettings settings, Monoid<V> monoid) {
    return new ValkeyCacheOpener<>(
        monoid,
        settings.uri(),
        settings.user().orElse(""),
        settings.password().orElse(NONE),
        settings.namespace(),
        settings.maxAge().orElse(Duration.ZERO),
        settings.timeout().orElse(Duration.ZERO));
  }

  @Override
  public Cache<V> open() throws URISyntaxException {
    ValkeyLimits limits = ValkeyLimits.defaults();
    ValkeyClient client =
        ValkeyClient.connect(address(), timeout.isZero() ? limits : limits.withTimeout(timeout));
    ValkeyCache.Builder<V> cache = ValkeyCache.over(client, namespace, monoid.codec());
    if (!maxAge.isZero()) {
      cache.maxAge(maxAge);
    }
    return new OwningCache<>(cache.build(), client);
  }

  /** The address with user and password: never to be shown. */
  URI address() throws URISyntaxException {
    if (password.reveal().isEmpty()) {
      return uri;
    }
    return new URI(
        "%s://%s:%s@%s%s"
            .formatted(
                uri.getScheme(),
                encoded(user),
                encoded(password.reveal()),
                uri.getRawAuthority(),
                uri.getRawPath()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
