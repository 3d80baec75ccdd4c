package io.murmur.state.dynamodb;

import io.murmur.state.Key;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The names of the attributes in the tables, and the form of a key. */
final class Attributes {

  /** Partition key (S): the entity; in the dedup table, the claim. */
  static final String PARTITION = "pk";

  /** Sort key (N): the bucket. */
  static final String SORT = "sk";

  /** The value (N, S, B or SS, by kind). */
  static final String VALUE = "v";

  /** Event time of a first or last value (N, milliseconds since the epoch). */
  static final String EVENT_TIME = "vt";

  /** Event id of a first or last value (S). */
  static final String EVENT_ID = "vi";

  /** When the item may go (N, seconds since the epoch). */
  static final String EXPIRY = "ttl";

  /** Counts the writes to the item (N). */
  static final String VERSION = "ver";

  /** Tells whose write the latest unguarded rewrite of the item was (B). */
  static final String TOKEN = "tok";

  private static final String FENCE_PREFIX = "f_";

  private Attributes() {}

  /** The fence of a writer (N). */
  static String fence(String writer) {
    return FENCE_PREFIX + writer;
  }

  /** The primary key of an item of the state table. */
  static Map<String, AttributeValue> keyOf(Key key) {
    return Map.of(
        PARTITION,
        AttributeValue.fromS(key.entity()),
        SORT,
        AttributeValue.fromN(Long.toString(key.bucket())));
  }
}
