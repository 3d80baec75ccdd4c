package io.murmur.state.valkey;

import io.murmur.monoid.CorruptValueException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the store keeps for one key, a hash on the server. Its fields:
 *
 * <pre>
 *   n             how many merges were applied; every item has it
 *   x             the expiry in seconds since the epoch, if there is one
 *   f:&lt;writer&gt;    the last stamp of a writer, 38 digits
 *   v             a value in its codec, or
 *   v0, v1, …     the numbers, and
 *   m0:&lt;member&gt;…  the members of the sets that a native value is made of
 * </pre>
 *
 * One hash, so that an item expires, moves and gets lost as a whole.
 */
final class Item {

  static final String VERSION = "n";
  static final String EXPIRY = "x";
  static final String FENCE = "f:";
  static final String VALUE = "v";
  static final String MEMBER = "m";

  private final Map<String, byte[]> fields;

  private Item(Map<String, byte[]> fields) {
    this.fields = fields;
  }

  /** The item that HGETALL answered; empty if there is none. */
  static Optional<Item> of(Map<byte[], byte[]> fields) {
    Map<String, byte[]> named = new HashMap<>();
    fields.forEach((field, value) -> named.put(text(field), value));
    return named.isEmpty() ? Optional.empty() : Optional.of(new Item(named));
  }

  /** The item that HGETALL answered within a script, field and value by turns. */
  static Optional<Item> ofReply(Object reply) {
    Map<String, byte[]> named = new HashMap<>();
    for (Iterator<?> all = ((List<?>) reply).iterator(); all.hasNext(); ) {
      String field = text((byte[]) all.next());
      named.put(field, (byte[]) all.next());
    }
    return named.isEmpty() ? Optional.empty() : Optional.of(new Item(named));
  }

  long version() {
    return number(VERSION)
        .orElseThrow(() -> new CorruptValueException("the item has no field " + VERSION));
  }

  OptionalLong expiresAtEpochSecond() {
    return number(EXPIRY);
  }

  /** The value in its codec; empty if the item holds none. */
  Optional<byte[]> encoded() {
    return Optional.ofNullable(fields.get(VALUE));
  }

  /** A number of a native value; empty if it was never added to. */
  OptionalLong number(String field) {
    byte[] digits = fields.get(field);
    if (digits == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text(digits)));
    } catch (NumberFormatException e) {
      throw new CorruptValueException("field " + field + " is no number of 64 bits", e);
    }
  }

  /** The members of a set of a native value. */
  Set<String> members(String prefix) {
    return fields.keySet().stream()
        .filter(field -> field.startsWith(prefix))
        .map(field -> field.substring(prefix.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
