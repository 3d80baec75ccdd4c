package io.murmur.pipeline;

/**
 * Entities of several parts, for hierarchical rollups: likes of a post, likes of a post in a
 * country.
 */
public final class Entities {

  private static final char SEPARATOR = '|';
  private static final char ESCAPE = '\\';

  private Entities() {}

  /**
   * The parts with {@code |} between them. A {@code |} or {@code \} inside of a part gets a {@code
   * \} in front, so that different parts never give the same entity.
   *
   * @throws InvalidEventException if a part is missing or empty
   */
  public static String of(String first, String... more) {
    StringBuilder entity = new StringBuilder();
    append(entity, first);
    for (String part : more) {
      append(entity.append(SEPARATOR), part);
    }
    return entity.toString();
  }

  private static void append(StringBuilder entity, String part) {
    if (part == null || part.isEmpty()) {
      throw new InvalidEventException("a part of the key is missing or empty");
    }
    for (int i = 0; i < part.length(); i++) {
      char next = part.charAt(i);
      if (next == SEPARATOR || next == ESCAPE) {
        entity.append(ESCAPE);
      }
      entity.append(next);
    }
  }
}
