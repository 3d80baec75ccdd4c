package io.murmur.swap.diff;

import io.murmur.state.Key;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * A key that is not the same in both tables.
 *
 * @param key the key
 * @param kind in what way
 * @param size how much: the difference as a part of the greater value, from 0 to 2 (other signs); 1
 *     for a key that one table lacks
 * @param what the difference in words
 * @param live the live table's value, shortened
 * @param shadow the shadow's value, shortened
 */
public record Difference(
    Key key, Kind kind, double size, String what, Optional<String> live, Optional<String> shadow) {

  /** The greatest first; those of one size by their keys. */
  static final Comparator<Difference> WORST_FIRST =
      Comparator.comparingDouble(Difference::size)
          .reversed()
          .thenComparing(difference -> difference.key().entity())
          .thenComparingLong(difference -> difference.key().bucket());

  private static final int MAX_TEXT = 200;

  /** In what way a key is not the same. */
  public enum Kind {
    /** Both tables have it, with values that are not equal. */
    DIFFERENT,
    /** Only the live table has it. */
    ONLY_LIVE,
    /** Only the shadow has it. */
    ONLY_SHADOW
  }

  /** Rejects nulls. */
  public Difference {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(what, "what");
  }

  static Difference between(Key key, Verdict verdict, Object live, Object shadow) {
    return new Difference(
        key,
        Kind.DIFFERENT,
        verdict.size(),
        verdict.what(),
        Optional.of(text(live)),
        Optional.of(text(shadow)));
  }

  static Difference onlyLive(Key key, Object value) {
    return new Difference(
        key,
        Kind.ONLY_LIVE,
        1,
        "the shadow does not have it",
        Optional.of(text(value)),
        Optional.empty());
  }

  static Difference onlyShadow(Key key, Object value) {
    return new Difference(
        key,
        Kind.ONLY_SHADOW,
        1,
        "the live table does not have it",
        Optional.empty(),
        Optional.of(text(value)));
  }

  private static String text(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
