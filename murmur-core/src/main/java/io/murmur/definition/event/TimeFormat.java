package io.murmur.definition.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.Year;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the time of an event is written. Times from year 1 to 9999 are allowed; what is finer than a
 * millisecond is cut off, towards the past.
 */
public enum TimeFormat {
  /** ISO 8601 with an offset: {@code 2026-01-31T10:15:30.5Z}, {@code 2026-01-31T12:15:30+02:00}. */
  ISO_8601("iso-8601", 0),
  /** Seconds since 1970, UTC; with or without a fraction. */
  EPOCH_SECONDS("epoch-seconds", 3),
  /** Milliseconds since 1970, UTC. */
  EPOCH_MILLIS("epoch-millis", 0),
  /** Microseconds since 1970, UTC. */
  EPOCH_MICROS("epoch-micros", -3),
  /** Nanoseconds since 1970, UTC. */
  EPOCH_NANOS("epoch-nanos", -6);

  private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  /** When a time that was read in the wrong unit probably was. */
  private static final long LIKELY_FIRST = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();

  private static final long LIKELY_LAST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final double MILLIS_OF_A_YEAR = 31_556_952_000.0;

  private final String word;

  /** A unit is so many powers of ten of a millisecond. */
  private final int powerOfMillis;

  private final long unitsOfAMilli;

  TimeFormat(String word, int powerOfMillis) {
    this.word = word;
    this.powerOfMillis = powerOfMillis;
    this.unitsOfAMilli = powerOfMillis >= 0 ? 1 : (long) Math.pow(10, -powerOfMillis);
  }

  /** How definitions write it. */
  public String word() {
    return word;
  }

  /**
   * The time that a value is, in milliseconds since 1970.
   *
   * @param value a value of an event, not missing; digits in text count as a number
   * @throws IllegalArgumentException if it is not a time in this format; the message goes after the
   *     name of the field
   */
  public long millis(Object value) {
    long millis = this == ISO_8601 ? isoMillis(value) : epochMillis(value);
    if (millis < FIRST || millis > LAST) {
      throw outOfRange(value.toString());
    }
    return millis;
  }

  private static long isoMillis(Object value) {
    if (value instanceof String text) {
      return IsoTime.millis(text);
    }
    throw new IllegalArgumentException("is " + show(value) + ", and not a time in iso-8601");
  }

  private long epochMillis(Object value) {
    if (value instanceof Long number) {
      return ofWhole(number);
    }
    BigDecimal number = number(value);
    // Its digits decide before anything is computed with it.
    if ((long) number.precision() - number.scale() > 19) {
      throw outOfRange(value.toString());
    }
    BigDecimal millis = number.scaleByPowerOfTen(powerOfMillis).setScale(0, RoundingMode.FLOOR);
    if (millis.precision() > 18) {
      throw outOfRange(value.toString());
    }
    return millis.longValueExact();
  }

  private long ofWhole(long number) {
    if (powerOfMillis <= 0) {
      return Math.floorDiv(number, unitsOfAMilli);
    }
    long limit = LAST / 1000;
    if (number > limit || number < -limit) {
      throw outOfRange(Long.toString(number));
    }
    return number * 1000;
  }

  private BigDecimal number(Object value) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (value instanceof String text && !text.isEmpty() && text.length() <= 40) {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException expected) {
        // Said below, with all else that is not a number.
      }
    }
    throw new IllegalArgumentException("is " + show(value) + ", and not a time in " + word);
  }

  private IllegalArgumentException outOfRange(String written) {
    if (this == ISO_8601) {
      return new IllegalArgumentException("is '" + written + "', out of the years 1 to 9999");
    }
    Optional<TimeFormat> other =
        Arrays.stream(values()).filter(format -> format.isLikely(written)).findFirst();
    return new IllegalArgumentException(
        "is %s, which as %s is about the year %s%s"
            .formatted(
                written,
                word,
                year(written),
                other.map(format -> ": is it " + format.word + "?").orElse("")));
  }

  private boolean isLikely(String written) {
    if (this == ISO_8601 || written.length() > 30) {
      return false;
    }
    double millis = Double.parseDouble(written) * Math.pow(10, powerOfMillis);
    return millis >= LIKELY_FIRST && millis <= LIKELY_LAST;
  }

  private String year(String written) {
    double years =
        Double.parseDouble(written) * Math.pow(10, powerOfMillis) / MILLIS_OF_A_YEAR + 1970;
    return Math.abs(years) > Year.MAX_VALUE ? "%.0e".formatted(years) : "%.0f".formatted(years);
  }

  private static String show(Object value) {
    String text = value.toString();
    String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
    return value instanceof String ? "'" + shown + "'" : shown;
  }
}
