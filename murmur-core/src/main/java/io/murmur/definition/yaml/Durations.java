package io.murmur.definition.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 500ms}, {@code 30s}, {@code 1h30m}, {@code 7d}. */
public final class Durations {

  private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9}(ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private record Unit(String name, Duration length) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)),
          new Unit("ms", Duration.ofMillis(1)));

  private Durations() {}

  /** The span that a text stands for; a day is 24 hours. Empty if it stands for none. */
  public static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      sum = sum.plus(unit(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1))));
    }
    return Optional.of(sum);
  }

  /** The text that stands for a span of whole milliseconds, which is not negative. */
  public static String write(Duration span) {
    StringBuilder text = new StringBuilder();
    Duration left = span;
    for (Unit unit : UNITS) {
      long count = left.dividedBy(unit.length());
      if (count > 0) {
        text.append(count).append(unit.name());
        left = left.minus(unit.length().multipliedBy(count));
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static Duration unit(String name) {
    return UNITS.stream()
        .filter(unit -> unit.name().equals(name))
        .findFirst()
        .orElseThrow()
        .length();
  }
}
