package io.murmur.definition.yaml;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as people write them. None of the forms that YAML's versions disagree about: no octal, no
 * hexadecimal, no sexagesimal, no exponent where a whole number is wanted.
 */
final class Numbers {

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?([eE]-?[0-9]{1,2})?");
  private static final Pattern EXACT =
      Pattern.compile("-?(0|[1-9][0-9]{0,37})(\\.[0-9]{1,38})?([eE]-?[0-9]{1,3})?");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,12}) *(b|kb|mb|gb)?", Pattern.CASE_INSENSITIVE);
  private static final String[] UNITS = {"b", "kb", "mb", "gb"};
  private static final int UNIT_BITS = 10;

  private Numbers() {}

  static Optional<Long> whole(String text) {
    return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  static Optional<Double> decimal(String text) {
    return DECIMAL.matcher(text).matches()
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }

  /** With all its digits, of which there may be 38 on each side of the point. */
  static Optional<BigDecimal> exact(String text) {
    return EXACT.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** The shortest form without an exponent. */
  static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** A number of bytes; each unit is 1,024 of the one before, as Flink has it. */
  static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "b" : matcher.group(2).toLowerCase(Locale.ROOT);
    int shift = 0;
    while (!UNITS[shift / UNIT_BITS].equals(unit)) {
      shift += UNIT_BITS;
    }
    return Optional.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
  }

  /** The largest unit that needs no fraction. */
  static String writeSize(long bytes) {
    int unit = 0;
    long left = bytes;
    while (unit < UNITS.length - 1 && left != 0 && left % (1 << UNIT_BITS) == 0) {
      left >>= UNIT_BITS;
      unit++;
    }
    return left + UNITS[unit];
  }
}
