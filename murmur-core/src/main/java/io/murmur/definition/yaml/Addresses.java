package io.murmur.definition.yaml;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Addresses of servers. None may have a user or a password in it, and no problem says what was
 * written, where that may be one.
 */
public final class Addresses {

  private static final Set<String> HTTP = Set.of("http", "https");

  private Addresses() {}

  /** An address of HTTP. */
  public static Shape<URI> http() {
    return Shapes.checked(Shapes.text(), Addresses::http);
  }

  private static URI http(String text) {
    if (text.contains("@")) {
      throw new IllegalArgumentException(
          "must not have a user or a password in it: credentials come from the environment");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(notAnAddress(text), e);
    }
    if (uri.getHost() == null || !HTTP.contains(String.valueOf(uri.getScheme()))) {
      throw new IllegalArgumentException(notAnAddress(text));
    }
    return uri;
  }

  private static String notAnAddress(String text) {
    return "must be an address such as http://localhost:8000, not '" + text + "'";
  }
}
