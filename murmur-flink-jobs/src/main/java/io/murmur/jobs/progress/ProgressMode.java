package io.murmur.jobs.progress;

import java.util.Locale;

/** How progress is shown. */
enum ProgressMode {
  /** A bar on a terminal, lines elsewhere. */
  AUTO,
  /** A bar. */
  BAR,
  /** Lines. */
  PLAIN,
  /** Not at all. */
  NONE;

  static ProgressMode parse(String text) {
    for (ProgressMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "--progress '" + text + "' is not one of auto, bar, plain and none");
  }

  /**
   * One that is not {@link #AUTO}.
   *
   * @param attended whether someone may wait in front of the client
   * @param terminal whether it has a terminal
   */
  ProgressMode chosen(boolean attended, boolean terminal) {
    if (this != AUTO) {
      return this;
    }
    if (!attended) {
      return NONE;
    }
    return terminal ? BAR : PLAIN;
  }
}
