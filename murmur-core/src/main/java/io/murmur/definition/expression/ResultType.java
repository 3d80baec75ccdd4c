package io.murmur.definition.expression;

/** What is known of the values of an expression before any event is seen. */
public enum ResultType {
  /** Nothing: fields may have values of any type. */
  ANY("anything"),
  /** True or false. */
  BOOL("true or false"),
  /** A whole number. */
  INT("a whole number"),
  /** A number with all its digits. */
  DECIMAL("a decimal number"),
  /** Text. */
  STRING("text"),
  /** A list. */
  LIST("a list"),
  /** A map from texts. */
  MAP("a map"),
  /** Always null. */
  NULL("null");

  private final String words;

  ResultType(String words) {
    this.words = words;
  }

  /** In a sentence: {@code a whole number}. */
  public String words() {
    return words;
  }

  /** Whether two values of these types may be equal. */
  boolean comparableWith(ResultType other) {
    return this == other
        || this == ANY
        || other == ANY
        || this == NULL
        || other == NULL
        || (isNumber() && other.isNumber());
  }

  private boolean isNumber() {
    return this == INT || this == DECIMAL;
  }
}
