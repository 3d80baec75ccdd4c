package io.murmur.jobs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Moments as people write them on a command line. */
public final class Moments {

  private Moments() {}

  /**
   * The moment of a text: {@code 2026-03-01}, which is midnight in UTC, or {@code
   * 2026-03-01T12:00:00Z}.
   *
   * @param option what the text was given for
   * @throws IllegalArgumentException if it is no moment
   */
  public static Instant parse(String option, String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "%s '%s' is no time: write 2026-03-01 or 2026-03-01T12:00:00Z".formatted(option, text),
          e);
    }
  }
}
