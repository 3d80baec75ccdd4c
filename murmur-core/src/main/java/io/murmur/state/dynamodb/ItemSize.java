package io.murmur.state.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What an item weighs by DynamoDB's rules: the UTF-8 bytes of names and strings, the bytes of
 * binaries, about half a byte for each digit of a number. Numbers are rounded down, so that what is
 * refused for its size here the server would refuse as well.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">DynamoDB
 *     item sizes and formats</a>
 */
final class ItemSize {

  /** The most that DynamoDB takes: 400 KB. */
  static final long MAX = 400 * 1024;

  private ItemSize() {}

  /** The bytes of an item. */
  static long of(Map<String, AttributeValue> item) {
    long size = 0;
    for (var attribute : item.entrySet()) {
      size += bytes(attribute.getKey()) + of(attribute.getValue());
    }
    return size;
  }

  /** Says that an item is too large, and what helps. */
  static String tooLarge(String size) {
    return "the item would take "
        + size
        + ", DynamoDB takes at most "
        + MAX
        + ": use shorter windows, finer keys or a smaller sketch";
  }

  private static long of(AttributeValue value) {
    return switch (value.type()) {
      case S -> bytes(value.s());
      case N -> value.n().length() / 2;
      case B -> value.b().asByteArrayUnsafe().length;
      case SS -> value.ss().stream().mapToLong(ItemSize::bytes).sum();
      default -> 1;
    };
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
