package io.murmur.definition.event;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/**
 * Reads times in ISO 8601. The usual form, {@code 2026-01-31T10:15:30.123Z} with any number of
 * fraction digits, is read digit by digit, since the general parser takes longer than all the rest
 * that is done with an event.
 */
final class IsoTime {

  private static final int DATE_TIME_LENGTH = "2026-01-31T10:15:30".length();
  private static final long MILLIS_OF_A_DAY = 86_400_000L;
  private static final int NOT_USUAL = -1;

  private IsoTime() {}

  /** Milliseconds since 1970. */
  static long millis(String text) {
    int fraction = usualFraction(text);
    if (fraction != NOT_USUAL) {
      return usual(text, fraction);
    }
    return general(text);
  }

  /** The milliseconds of the fraction of a text of the usual form. */
  private static int usualFraction(String text) {
    int length = text.length();
    if (length <= DATE_TIME_LENGTH || text.charAt(length - 1) != 'Z' || !usualSeparators(text)) {
      return NOT_USUAL;
    }
    if (length == DATE_TIME_LENGTH + 1) {
      return 0;
    }
    if (text.charAt(DATE_TIME_LENGTH) != '.' || length == DATE_TIME_LENGTH + 2) {
      return NOT_USUAL;
    }
    int millis = 0;
    for (int i = DATE_TIME_LENGTH + 1; i < length - 1; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NOT_USUAL;
      }
      if (i <= DATE_TIME_LENGTH + 3) {
        millis = millis * 10 + digit;
      }
    }
    for (int i = length - 1; i <= DATE_TIME_LENGTH + 3; i++) {
      millis *= 10;
    }
    return millis;
  }

  private static boolean usualSeparators(String text) {
    for (int i = 0; i < DATE_TIME_LENGTH; i++) {
      char c = text.charAt(i);
      boolean right =
          switch (i) {
            case 4, 7 -> c == '-';
            case 10 -> c == 'T';
            case 13, 16 -> c == ':';
            default -> c >= '0' && c <= '9';
          };
      if (!right) {
        return false;
      }
    }
    return true;
  }

  private static long usual(String text, int millis) {
    int hour = twoDigits(text, 11);
    int minute = twoDigits(text, 14);
    int second = twoDigits(text, 17);
    if (hour > 23 || minute > 59 || second > 59) {
      return general(text);
    }
    long day;
    try {
      day =
          LocalDate.of(
                  twoDigits(text, 0) * 100 + twoDigits(text, 2),
                  twoDigits(text, 5),
                  twoDigits(text, 8))
              .toEpochDay();
    } catch (DateTimeException e) {
      throw notATime(text, e);
    }
    return day * MILLIS_OF_A_DAY + ((hour * 60L + minute) * 60L + second) * 1000L + millis;
  }

  private static int twoDigits(String text, int index) {
    return (text.charAt(index) - '0') * 10 + text.charAt(index + 1) - '0';
  }

  private static long general(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      if (isLocal(text)) {
        throw new IllegalArgumentException(
            "is '%s', which has no offset: end it with Z for UTC, or with one such as +02:00"
                .formatted(text),
            e);
      }
      throw notATime(text, e);
    }
  }

  private static boolean isLocal(String text) {
    try {
      return LocalDateTime.parse(text) != null;
    } catch (DateTimeException expected) {
      return false;
    }
  }

  private static IllegalArgumentException notATime(String text, Exception cause) {
    String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
    return new IllegalArgumentException(
        "is '%s', and not a time in iso-8601 such as 2026-01-31T10:15:30Z".formatted(shown), cause);
  }
}
