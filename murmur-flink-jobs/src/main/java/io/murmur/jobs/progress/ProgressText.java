package io.murmur.jobs.progress;

import java.time.Duration;
import java.util.Locale;

/** Progress in words; estimates are called "about". */
final class ProgressText {

  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private ProgressText() {}

  /** All there is to say, in one line. */
  static String line(Progress progress) {
    Snapshot now = progress.now();
    String source = source(now);
    return "[%s] %s%s"
        .formatted(
            time(progress.watched()), source.isEmpty() ? "" : source + ", ", counts(progress));
  }

  private static String source(Snapshot now) {
    if (now.byRows()) {
      return String.format(
          Locale.ROOT,
          "about %d%%, %,d of about %,d records read",
          percent(now),
          now.done(),
          now.total().getAsLong());
    }
    if (now.total().isPresent()) {
      return "about %d%%, %s of %s read"
          .formatted(percent(now), bytes(now.bytes()), bytes(now.total().getAsLong()));
    }
    return now.bytes() > 0 ? bytes(now.bytes()) + " read" : "";
  }

  /** What was counted, after the time that is left: there may be no room for all of it. */
  static String counts(Progress progress) {
    Snapshot now = progress.now();
    StringBuilder text = new StringBuilder();
    progress
        .left()
        .filter(left -> left.toSeconds() > 0)
        .ifPresent(left -> add(text, "about %s left, ", time(left)));
    add(text, "%,d events, %,.0f/s", now.events(), progress.eventsPerSecond());
    now.keys().ifPresent(keys -> add(text, ", %,d keys", keys));
    add(text, ", %,d writes, %,.0f/s", now.writes(), progress.writesPerSecond());
    add(text, ", %,d dead letters", now.deadLetters());
    return text.toString();
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  /** Rounded down: 100 is all. */
  private static long percent(Snapshot now) {
    long total = now.total().orElseThrow();
    return total == 0 ? 100 : Math.min(100, (long) (100.0 * now.done() / total));
  }

  /** With a unit that leaves one to three digits before the point. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** With its two largest units. */
  static String time(Duration time) {
    if (time.toHours() > 0) {
      return "%d h %02d min".formatted(time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart())
        : time.toSeconds() + " s";
  }
}
