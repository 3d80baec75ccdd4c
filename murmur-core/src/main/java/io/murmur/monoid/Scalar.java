package io.murmur.monoid;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;

/**
 * What the monoids need to know of a scalar type: its order, its one way of writing each value, and
 * its bytes.
 *
 * @param <T> the Java type of the scalar
 */
sealed interface Scalar<T> extends Comparator<T>, Serializable {

  /** The type's name in a {@link Structure}. */
  Structure.ScalarType type();

  /**
   * The one representation of a value, the argument itself if it is that already.
   *
   * @throws IllegalArgumentException if the value is not allowed
   */
  T canonical(T value);

  /** Writes a canonical value. */
  void write(ByteWriter out, T value);

  /** Reads what was written. */
  T read(ByteReader in);

  /** 64 bits. */
  record OfLong() implements Scalar<Long> {
    @Override
    public Structure.ScalarType type() {
      return Structure.ScalarType.LONG;
    }

    @Override
    public int compare(Long left, Long right) {
      return Long.compare(left, right);
    }

    @Override
    public Long canonical(Long value) {
      return value;
    }

    @Override
    public void write(ByteWriter out, Long value) {
      out.writeLong(value);
    }

    @Override
    public Long read(ByteReader in) {
      return in.readLong();
    }
  }

  /** Finite; 0.0 stands for both zeros, since a DynamoDB number has only one. */
  record OfDouble() implements Scalar<Double> {
    @Override
    public Structure.ScalarType type() {
      return Structure.ScalarType.DOUBLE;
    }

    @Override
    public int compare(Double left, Double right) {
      return Double.compare(left, right);
    }

    @Override
    public Double canonical(Double value) {
      double number = value;
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("a double must be finite, was " + value);
      }
      return number == 0 ? (Double) 0.0 : value;
    }

    @Override
    public void write(ByteWriter out, Double value) {
      out.writeDouble(canonical(value));
    }

    @Override
    public Double read(ByteReader in) {
      return in.readDouble();
    }
  }

  /**
   * Exact, with no trailing zeros behind the point and no negative scale, so that equal numbers are
   * {@code equals}. The range is DynamoDB's, which also keeps one absurd exponent from filling the
   * memory with digits.
   */
  record OfDecimal() implements Scalar<BigDecimal> {

    private static final int MAX_INTEGER_DIGITS = 126;
    private static final int MAX_FRACTION_DIGITS = 130;

    @Override
    public Structure.ScalarType type() {
      return Structure.ScalarType.DECIMAL;
    }

    @Override
    public int compare(BigDecimal left, BigDecimal right) {
      return left.compareTo(right);
    }

    @Override
    public BigDecimal canonical(BigDecimal value) {
      if (value.signum() == 0) {
        return BigDecimal.ZERO;
      }
      if ((long) value.precision() - value.scale() > MAX_INTEGER_DIGITS) {
        throw outOfRange(value);
      }
      BigDecimal shortest = value.scale() == 0 ? value : value.stripTrailingZeros();
      if (shortest.scale() > MAX_FRACTION_DIGITS) {
        throw outOfRange(value);
      }
      if (shortest.scale() < 0) {
        return shortest.setScale(0);
      }
      return shortest.scale() == value.scale() ? value : shortest;
    }

    private static IllegalArgumentException outOfRange(BigDecimal value) {
      return new IllegalArgumentException(
          "a decimal must have at most "
              + MAX_INTEGER_DIGITS
              + " digits before the point and "
              + MAX_FRACTION_DIGITS
              + " behind it, this one has precision "
              + value.precision()
              + " and scale "
              + value.scale());
    }

    @Override
    public void write(ByteWriter out, BigDecimal value) {
      BigDecimal canonical = canonical(value);
      out.writeLength(canonical.scale());
      out.writeBytes(canonical.unscaledValue().toByteArray());
    }

    @Override
    public BigDecimal read(ByteReader in) {
      int scale = in.readLength();
      byte[] unscaled = in.readBytes();
      if (unscaled.length == 0) {
        throw new CorruptValueException("a decimal without digits");
      }
      BigDecimal value = new BigDecimal(new BigInteger(unscaled), scale);
      try {
        if (canonical(value).scale() != scale) {
          throw new CorruptValueException("the decimal " + value + " is not in its shortest form");
        }
      } catch (IllegalArgumentException e) {
        throw new CorruptValueException(e.getMessage(), e);
      }
      return value;
    }
  }

  /** Text, ordered by its UTF-8 bytes. */
  record OfString() implements Scalar<String> {
    @Override
    public Structure.ScalarType type() {
      return Structure.ScalarType.STRING;
    }

    @Override
    public int compare(String left, String right) {
      return Utf8Order.INSTANCE.compare(left, right);
    }

    @Override
    public String canonical(String value) {
      return value;
    }

    @Override
    public void write(ByteWriter out, String value) {
      out.writeString(value);
    }

    @Override
    public String read(ByteReader in) {
      return in.readString();
    }
  }
}
