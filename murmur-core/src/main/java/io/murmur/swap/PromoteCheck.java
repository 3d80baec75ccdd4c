package io.murmur.swap;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is checked before an alias moves to a table, and can be overridden by name. What cannot: the
 * table has to be there, to be one of the alias, and not to be retired.
 */
public enum PromoteCheck {
  /** Every bounded run into the table has completed, and there was one. */
  RUN_COMPLETE("run-complete"),
  /** The runs into the table have no more dead letters that were not sent again than the limit. */
  DEAD_LETTERS("dead-letters"),
  /** The values of both tables mean the same. */
  FINGERPRINT("fingerprint"),
  /**
   * The table's live writer has passed the position of the other table's, if that has noted one in
   * {@link LivePositions}.
   */
  LIVE_POSITION("live-position");

  private final String word;

  PromoteCheck(String word) {
    this.word = word;
  }

  /** The check's name for users. */
  public String word() {
    return word;
  }

  /**
   * The check of a name.
   *
   * @throws IllegalArgumentException if there is none; names all
   */
  public static PromoteCheck ofWord(String word) {
    return Arrays.stream(values())
        .filter(check -> check.word.equals(word.toLowerCase(Locale.ROOT)))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no check '%s' to override; there are %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(PromoteCheck::word)
                                .collect(Collectors.joining(", ")))));
  }
}
