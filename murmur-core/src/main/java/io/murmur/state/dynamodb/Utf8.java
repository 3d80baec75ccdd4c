package io.murmur.state.dynamodb;

/**
 * Lengths of strings in UTF-8, which is what DynamoDB stores and what its limits count.
 *
 * <p>A string with half a surrogate pair has no UTF-8: the client would send a question mark in its
 * place, and two different ids would become one.
 */
final class Utf8 {

  private Utf8() {}

  /**
   * How many bytes a string has.
   *
   * @throws IllegalArgumentException if it has half a surrogate pair
   */
  static int length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        boolean pair =
            Character.isHighSurrogate(unit)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new IllegalArgumentException(
              "the string has half a surrogate pair at position " + i + " and so no UTF-8 form");
        }
        // Two units become four bytes.
        length += 2;
        i++;
      } else if (unit >= 0x800) {
        length += 2;
      } else if (unit >= 0x80) {
        length += 1;
      }
    }
    return length;
  }

  /** The string itself, if it has a UTF-8 form. */
  static String requireEncodable(String text) {
    length(text);
    return text;
  }
}
