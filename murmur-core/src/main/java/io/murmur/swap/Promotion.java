package io.murmur.swap;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A wish to move an alias to one of its tables.
 *
 * @param alias the alias
 * @param table the table, by its own name
 * @param deadLetterLimit how many dead letters of the runs into the table may be left that were not
 *     sent again
 * @param overridden the checks whose failure does not matter
 */
public record Promotion(
    String alias, String table, long deadLetterLimit, Set<PromoteCheck> overridden) {

  /** Checks the bounds and copies the set. */
  public Promotion {
    Objects.requireNonNull(alias, "alias");
    Objects.requireNonNull(table, "table");
    if (deadLetterLimit < 0) {
      throw new IllegalArgumentException(
          "the limit of dead letters must be 0 or more, was " + deadLetterLimit);
    }
    overridden = java.util.Collections.unmodifiableSet(new TreeSet<>(overridden));
  }

  /** With all checks and no dead letter. */
  public static Promotion of(String alias, String table) {
    return new Promotion(alias, table, 0, Set.of());
  }

  /** The same with another limit of dead letters. */
  public Promotion allowingDeadLetters(long limit) {
    return new Promotion(alias, table, limit, overridden);
  }

  /** The same without regard to some checks, which are still made and noted. */
  public Promotion overriding(PromoteCheck... checks) {
    Set<PromoteCheck> all = new TreeSet<>(overridden);
    all.addAll(Set.of(checks));
    return new Promotion(alias, table, deadLetterLimit, all);
  }
}
