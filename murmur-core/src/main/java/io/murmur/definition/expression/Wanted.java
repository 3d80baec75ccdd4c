package io.murmur.definition.expression;

/** What an expression must give at the place where it is written. */
public enum Wanted {
  /** A condition. */
  CONDITION("true or false"),
  /** A number without a fraction. */
  WHOLE_NUMBER("a whole number"),
  /** Any number. */
  NUMBER("a number"),
  /** Whatever can be written as one text. */
  TEXT("text, a number, or true or false"),
  /** A text, or a list of them. */
  TEXTS("text, a number, true or false, or a list of these");

  private final String words;

  Wanted(String words) {
    this.words = words;
  }

  /** In a sentence: {@code true or false}. */
  public String words() {
    return words;
  }

  /** Whether values of a type may be right here. */
  boolean allows(ResultType type) {
    return switch (type) {
      case ANY -> true;
      case BOOL -> this == CONDITION || this == TEXT || this == TEXTS;
      case INT, DECIMAL -> this != CONDITION;
      case STRING -> this == TEXT || this == TEXTS;
      case LIST -> this == TEXTS;
      case MAP, NULL -> false;
    };
  }
}
