package io.murmur.definition.expression;

import io.murmur.definition.event.Event;
import io.murmur.pipeline.InvalidEventException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A text with expressions in braces: {@code page:{page}}. Braces that are meant as such are written
 * twice.
 *
 * <p>One that is nothing but an expression may give a list, and is then a text for each element.
 */
public final class Template implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String text;

  /** Literals and expressions in turn, a literal first and last. */
  private final String[] literals;

  private final Expression[] expressions;
  private final boolean alone;

  private Template(String text, List<String> literals, List<Expression> expressions) {
    this.text = text;
    this.literals = literals.toArray(new String[0]);
    this.expressions = expressions.toArray(new Expression[0]);
    this.alone = isAlone(literals);
  }

  /**
   * Reads a template.
   *
   * @throws ExpressionException with all that is wrong with it
   */
  public static Draft<Template> parse(String text) throws ExpressionException {
    Parser parser = new Parser(text);
    parser.run();
    List<String> literals = List.copyOf(parser.literals);
    return Draft.all(parser.expressions)
        .map(expressions -> new Template(text, literals, expressions));
  }

  /** Whether there is one expression and nothing around it. */
  private static boolean isAlone(List<String> literals) {
    return literals.size() == 2 && literals.get(0).isEmpty() && literals.get(1).isEmpty();
  }

  /** How it is written. */
  public String text() {
    return text;
  }

  /** The expressions in it. */
  public List<Expression> expressions() {
    return List.of(expressions);
  }

  /** Whether there is no expression in it, so that it is the same for all events. */
  public boolean constant() {
    return expressions.length == 0;
  }

  /**
   * The text for an event.
   *
   * @throws InvalidEventException if a field is missing or null, or gives no single text
   */
  public String text(Event event) {
    if (alone) {
      return Values.text(expressions[0], expressions[0].evaluate(event));
    }
    StringBuilder filled = new StringBuilder(literals[0]);
    for (int i = 0; i < expressions.length; i++) {
      filled.append(Values.text(expressions[i], expressions[i].evaluate(event)));
      filled.append(literals[i + 1]);
    }
    return filled.toString();
  }

  /**
   * Passes the text for an event on, or the texts, if it is an expression that gives a list.
   *
   * @throws InvalidEventException if a field is missing or null, or gives no text
   */
  public void fill(Event event, Consumer<String> texts) {
    if (alone) {
      fillAlone(event, texts);
      return;
    }
    texts.accept(text(event));
  }

  private void fillAlone(Event event, Consumer<String> texts) {
    Object value = expressions[0].evaluate(event);
    if (value instanceof List<?> list) {
      list.forEach(element -> texts.accept(Values.text(expressions[0], element)));
    } else {
      texts.accept(Values.text(expressions[0], value));
    }
  }

  @Override
  public String toString() {
    return text;
  }

  /** Cuts a template into literals and expressions. */
  private static final class Parser {
    private final String text;
    private final List<String> literals = new ArrayList<>();
    private final List<Draft<Expression>> expressions = new ArrayList<>();
    private final List<ExpressionException.Mistake> mistakes = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private StringBuilder literal = new StringBuilder();

    Parser(String text) {
      this.text = text;
    }

    void run() throws ExpressionException {
      int i = 0;
      while (i < text.length()) {
        char c = text.charAt(i);
        boolean twice = i + 1 < text.length() && text.charAt(i + 1) == c;
        if ((c == '{' || c == '}') && twice) {
          literal.append(c);
          i += 2;
        } else if (c == '{') {
          i = expression(i);
        } else if (c == '}') {
          throw new ExpressionException(
              i, "'}' has no '{' before it; write '}}' for the character itself");
        } else {
          literal.append(c);
          i++;
        }
      }
      literals.add(literal.toString());
      parseExpressions();
      if (!mistakes.isEmpty()) {
        throw new ExpressionException(mistakes);
      }
    }

    private int expression(int open) throws ExpressionException {
      int close = closingBrace(open);
      if (close < 0) {
        throw new ExpressionException(
            open, "'{' has no '}' after it; write '{{' for the character itself");
      }
      if (text.substring(open + 1, close).isBlank()) {
        throw new ExpressionException(open, "there is no expression between '{' and '}'");
      }
      literals.add(literal.toString());
      literal = new StringBuilder();
      starts.add(open + 1);
      sources.add(text.substring(open + 1, close));
      return close + 1;
    }

    private void parseExpressions() {
      Wanted wanted = isAlone(literals) ? Wanted.TEXTS : Wanted.TEXT;
      for (int i = 0; i < sources.size(); i++) {
        int start = starts.get(i);
        try {
          expressions.add(Expressions.parse(sources.get(i), wanted));
        } catch (ExpressionException e) {
          e.mistakes()
              .forEach(
                  mistake ->
                      mistakes.add(
                          new ExpressionException.Mistake(
                              start + mistake.index(), mistake.message())));
        }
      }
    }

    /** The brace that closes one, past those in texts and maps of the expression; -1 if none. */
    private int closingBrace(int open) {
      int depth = 0;
      char quote = 0;
      for (int i = open; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quote != 0) {
          if (c == '\\') {
            i++;
          } else if (c == quote) {
            quote = 0;
          }
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '{') {
          depth++;
        } else if (c == '}' && --depth == 0) {
          return i;
        }
      }
      return -1;
    }
  }
}
