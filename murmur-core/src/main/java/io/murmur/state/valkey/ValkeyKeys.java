package io.murmur.state.valkey;

import io.murmur.state.Key;
import java.nio.charset.StandardCharsets;

/**
 * The names under which things are kept on the server; no two different things share one.
 *
 * <p>An item is {@code murmur:<kind>:<namespace>{<entity>}<bucket>}, a claim on it has {@code
 * :<claims' namespace>:<event id>} behind that. The braces make the entity the hash tag, so that in
 * a cluster all buckets of an entity, and the claims on them, lie in one slot. Within the parts,
 * {@code % : { }} and surrogates without a partner (which UTF-8 would all turn into {@code ?}) are
 * written as {@code %} and hexadecimal digits.
 */
final class ValkeyKeys {

  /** What is kept: so that a cache, a store and a dedup table of one name do not meet. */
  enum Kind {
    CACHE("cache"),
    STORE("store"),
    DEDUP("dedup");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  private final String prefix;

  ValkeyKeys(Kind kind, String namespace) {
    if (namespace.isEmpty()) {
      throw new IllegalArgumentException("the namespace of a Valkey " + kind.word + " is empty");
    }
    var name = new StringBuilder("murmur:").append(kind.word).append(':');
    append(name, namespace);
    this.prefix = name.append('{').toString();
  }

  byte[] item(Key key) {
    return bytes(itemName(key));
  }

  byte[] claim(Key key, String namespace, String eventId) {
    StringBuilder name = itemName(key).append(':');
    append(name, namespace);
    append(name.append(':'), eventId);
    return bytes(name);
  }

  byte[] id(String id) {
    var name = new StringBuilder(prefix.length() + id.length() + 1).append(prefix);
    append(name, id);
    return bytes(name.append('}'));
  }

  private StringBuilder itemName(Key key) {
    var name = new StringBuilder(prefix.length() + key.entity().length() + 24).append(prefix);
    append(name, key.entity());
    return name.append('}').append(key.bucket());
  }

  private static void append(StringBuilder name, String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%' || c == ':' || c == '{' || c == '}') {
        name.append('%').append(Integer.toHexString(c));
      } else if (!Character.isSurrogate(c)) {
        name.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < part.length()
          && Character.isLowSurrogate(part.charAt(i + 1))) {
        name.append(c).append(part.charAt(++i));
      } else {
        name.append('%').append(Integer.toHexString(c));
      }
    }
  }

  private static byte[] bytes(StringBuilder name) {
    return name.toString().getBytes(StandardCharsets.UTF_8);
  }
}
