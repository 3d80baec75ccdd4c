package io.murmur.definition.expression;

import java.util.List;

/** A text that is no expression, or not of the kind that is wanted. */
public final class ExpressionException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The list is immutable and of serializable records. */
  @SuppressWarnings("serial")
  private final List<Mistake> mistakes;

  /**
   * One thing that is wrong.
   *
   * @param index where, in UTF-16 units of the text
   * @param message what
   */
  public record Mistake(int index, String message) implements java.io.Serializable {}

  /** Creates the error. */
  public ExpressionException(List<Mistake> mistakes) {
    super(String.join("; ", mistakes.stream().map(Mistake::message).toList()));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Creates the error of one thing that is wrong. */
  public ExpressionException(int index, String message) {
    this(List.of(new Mistake(index, message)));
  }

  /** All that is wrong, at least one thing. */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
