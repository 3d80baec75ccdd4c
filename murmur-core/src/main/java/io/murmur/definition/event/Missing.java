package io.murmur.definition.event;

/** What a field has instead of a value. */
public enum Missing {
  /** There is no such field. */
  ABSENT("is missing"),
  /** The field is there, and null. */
  NULL("is null");

  private final String words;

  Missing(String words) {
    this.words = words;
  }

  /** After the name of the field: {@code is missing}, {@code is null}. */
  public String words() {
    return words;
  }
}
