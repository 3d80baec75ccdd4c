package io.murmur.definition.expression;

import io.murmur.definition.event.Missing;
import io.murmur.definition.event.TimeFormat;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InvalidEventException;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Turns what an expression gave into what is wanted. What cannot be turned is an {@link
 * InvalidEventException} that names the expression, so that the record becomes a dead letter with a
 * reason.
 */
public final class Values {

  /** As in JSON, and with a plus sign or leading zeros. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");

  private static final int SHOWN = 60;

  private Values() {}

  /** A condition. */
  public static boolean condition(Expression expression, Object value) {
    if (value instanceof Boolean condition) {
      return condition;
    }
    throw wrong(expression, value, "true or false");
  }

  /** Text: of a number its digits, without an exponent and without zeros at the end. */
  public static String text(Expression expression, Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Number || value instanceof Boolean) {
      return inRange(expression, value);
    }
    throw wrong(expression, value, "text, a number, or true or false");
  }

  private static String inRange(Expression expression, Object value) {
    try {
      return write(value);
    } catch (IllegalArgumentException e) {
      throw invalid(expression, e);
    }
  }

  /** A whole number, also as text or with zeros behind the point. */
  public static long whole(Expression expression, Object value) {
    if (value instanceof Long number) {
      return number;
    }
    BigDecimal number = decimal(expression, value);
    if (number.scale() > 0 || number.unscaledValue().bitLength() >= Long.SIZE) {
      throw wrong(expression, value, "a whole number of 64 bits");
    }
    return number.longValueExact();
  }

  /** A number with all its digits, also as text. */
  public static BigDecimal decimal(Expression expression, Object value) {
    try {
      if (value instanceof BigDecimal number) {
        return Monoids.decimal(number);
      } else if (value instanceof Long number) {
        return BigDecimal.valueOf(number);
      } else if (value instanceof String text && NUMBER.matcher(text).matches()) {
        return parse(text);
      }
    } catch (IllegalArgumentException e) {
      throw invalid(expression, e);
    }
    throw wrong(expression, value, "a number");
  }

  /** The double that is nearest to a number, also as text. */
  public static double nearest(Expression expression, Object value) {
    if (value instanceof Long number) {
      return number;
    }
    double nearest =
        value instanceof BigDecimal number
            ? number.doubleValue()
            : decimal(expression, value).doubleValue();
    if (!Double.isFinite(nearest)) {
      throw wrong(expression, value, "a number that a double can hold");
    }
    return nearest;
  }

  /** A time in milliseconds since 1970. */
  public static long time(Expression expression, Object value, TimeFormat format) {
    if (value instanceof Missing) {
      throw wrong(expression, value, "a time");
    }
    try {
      return format.millis(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidEventException(subject(expression) + " " + e.getMessage(), e);
    }
  }

  /** The error of a value that is missing or of the wrong kind. */
  static InvalidEventException wrong(Expression expression, Object value, String what) {
    if (value instanceof Missing missing) {
      return new InvalidEventException(subject(expression) + " " + missing.words());
    }
    return new InvalidEventException(
        "%s is %s, and not %s".formatted(subject(expression), show(value), what));
  }

  private static InvalidEventException invalid(Expression expression, Exception cause) {
    InvalidEventException error =
        new InvalidEventException(subject(expression) + ": " + cause.getMessage());
    error.initCause(cause);
    return error;
  }

  /** How an expression is called in a reason: {@code field page}, {@code 'price * 2'}. */
  public static String subject(Expression expression) {
    return expression instanceof FieldExpression field
        ? "field " + field.text()
        : "'" + expression.text() + "'";
  }

  /** The text of a number or truth value. */
  static String write(Object value) {
    return value instanceof BigDecimal number
        ? Monoids.decimal(number).toPlainString()
        : value.toString();
  }

  /**
   * The number that a text is.
   *
   * @throws IllegalArgumentException if it is none
   */
  static BigDecimal parse(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + cut(text) + "' is not a number");
    }
    return Monoids.decimal(new BigDecimal(text));
  }

  private static String show(Object value) {
    return value instanceof String text ? "'" + cut(text) + "'" : cut(value.toString());
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
