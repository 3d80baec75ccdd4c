package io.murmur.state.dynamodb;

import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoids;
import java.math.BigDecimal;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Numbers and strings as attributes.
 *
 * <p>A DynamoDB number has up to 38 significant digits and magnitudes from 1e-130 to below 1e126.
 * What does not fit is refused here ({@link IllegalArgumentException}) rather than rounded.
 */
sealed interface Scalars<T> {

  /** The greatest number of significant digits of a DynamoDB number. */
  int MAX_DIGITS = 38;

  /** The attribute that stands for a value. */
  AttributeValue write(T value);

  /** The value that an attribute stands for. */
  T read(AttributeValue attribute);

  /** 64-bit integers as N. */
  record OfLong() implements Scalars<Long> {
    @Override
    public AttributeValue write(Long value) {
      return AttributeValue.fromN(Long.toString(value));
    }

    @Override
    public Long read(AttributeValue attribute) {
      String digits = number(attribute);
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException notPlain) {
        return exactLong(digits);
      }
    }

    /** The server may write a whole number with a point or an exponent. */
    private static long exactLong(String digits) {
      try {
        return new BigDecimal(digits).longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw new CorruptValueException("'" + digits + "' is not a 64-bit integer", e);
      }
    }
  }

  /** Decimals as N. */
  record OfDecimal() implements Scalars<BigDecimal> {
    @Override
    public AttributeValue write(BigDecimal value) {
      int digits = value.signum() == 0 ? 1 : value.stripTrailingZeros().precision();
      if (digits > MAX_DIGITS) {
        throw new IllegalArgumentException(
            "a decimal of "
                + digits
                + " significant digits: a DynamoDB number holds "
                + MAX_DIGITS);
      }
      return AttributeValue.fromN(Monoids.decimal(value).toString());
    }

    @Override
    public BigDecimal read(AttributeValue attribute) {
      String digits = number(attribute);
      try {
        return Monoids.decimal(new BigDecimal(digits));
      } catch (IllegalArgumentException e) {
        throw new CorruptValueException("'" + digits + "' is not a decimal", e);
      }
    }
  }

  /** Finite doubles as N. */
  record OfDouble() implements Scalars<Double> {

    private static final double LEAST = 1e-130;
    private static final double BOUND = 1e126;

    @Override
    public AttributeValue write(Double value) {
      double magnitude = Math.abs(value);
      if (!(magnitude < BOUND) || (magnitude < LEAST && magnitude != 0)) {
        throw new IllegalArgumentException(
            "the double "
                + value
                + " does not fit into a DynamoDB number, whose magnitude is 0 or from 1e-130 to"
                + " below 1e126");
      }
      // The shortest digits that give the double back, at most 17 of them.
      return AttributeValue.fromN(magnitude == 0 ? "0" : Double.toString(value));
    }

    @Override
    public Double read(AttributeValue attribute) {
      String digits = number(attribute);
      try {
        // Not -0.0: the monoids know one zero only.
        return Double.parseDouble(digits) + 0.0;
      } catch (NumberFormatException e) {
        throw new CorruptValueException("'" + digits + "' is not a number", e);
      }
    }
  }

  /** Strings as S. */
  record OfString() implements Scalars<String> {
    @Override
    public AttributeValue write(String value) {
      return AttributeValue.fromS(Utf8.requireEncodable(value));
    }

    @Override
    public String read(AttributeValue attribute) {
      if (attribute.s() == null) {
        throw new CorruptValueException("expected a string (S), found " + attribute.type());
      }
      return attribute.s();
    }
  }

  private static String number(AttributeValue attribute) {
    if (attribute.n() == null) {
      throw new CorruptValueException("expected a number (N), found " + attribute.type());
    }
    return attribute.n();
  }
}
