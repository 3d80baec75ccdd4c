package io.murmur.jobs.cli;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import java.util.Locale;
import java.util.Optional;

/** Handoff tokens for people: those of scans say what is in them, all others are left closed. */
final class HandoffText {

  private HandoffText() {}

  /** In a few words. */
  static String brief(HandoffToken token) {
    return read(token)
        .map(
            handoff ->
                "%s as of %s, %s"
                    .formatted(
                        handoff.source(),
                        handoff.takenAt(),
                        handoff.position().isEmpty()
                            ? "nothing but the time"
                            : String.join(", ", handoff.position().keySet())))
        .orElseGet(token::toString);
  }

  /** Every position on a line of its own. */
  static String full(HandoffToken token) {
    Optional<Handoff> handoff = read(token);
    if (handoff.isEmpty()) {
      return token.toString();
    }
    StringBuilder text = new StringBuilder("a live feed of " + handoff.get().source());
    line(text, "taken at", handoff.get().takenAt().toString());
    handoff.get().position().forEach((name, value) -> line(text, name, value));
    handoff.get().ranges().forEach((range, value) -> line(text, "range " + range, value));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%n  %-16s %s", name, value));
  }

  /** One of a later version is not for this release to read. */
  private static Optional<Handoff> read(HandoffToken token) {
    try {
      return Handoff.read(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
