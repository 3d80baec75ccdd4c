package io.murmur.monoid;

import java.util.Comparator;

/**
 * The order of strings by their UTF-8 bytes, unsigned, which is the order of their code points. It
 * is DynamoDB's order, so a maximum or a last value comes out the same in memory and in the table.
 *
 * <p>{@link String#compareTo} differs from it: it compares UTF-16 units, and so puts characters
 * beyond U+FFFF before those from U+E000 to U+FFFF.
 */
public enum Utf8Order implements Comparator<String> {
  /** The only instance. */
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        return l < Character.MIN_SURROGATE || r < Character.MIN_SURROGATE
            ? Character.compare(l, r)
            : Integer.compare(rank(l), rank(r));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Moves the surrogates, which stand for the highest code points, above all other units. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }
}
