package io.murmur.state.dynamodb;

import io.murmur.state.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The partition keys of the dedup table.
 *
 * <p>Every part is preceded by its length, so that no two different claims share a key, whatever
 * their ids contain. A key of over {@value #MAX_BYTES} bytes is replaced by its SHA-256: DynamoDB
 * takes at most 2,048.
 */
final class ClaimKeys {

  private static final int MAX_BYTES = 1024;

  private ClaimKeys() {}

  /** An event that counts for one key. */
  static String claim(String namespace, Key key, String eventId) {
    return fitting("claim:" + part(namespace) + part(key.entity()) + key.bucket() + ":" + eventId);
  }

  /** An event as such. */
  static String seen(String namespace, String eventId) {
    return fitting("seen:" + part(namespace) + eventId);
  }

  private static String part(String text) {
    return text.length() + ":" + text + ":";
  }

  private static String fitting(String key) {
    return Utf8.length(key) <= MAX_BYTES ? key : "sha256:" + sha256(key);
  }

  private static String sha256(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
