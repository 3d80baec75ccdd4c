package io.murmur.swap;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One move of an alias.
 *
 * @param id tells the move from every other, so that its maker knows it again after a lost answer
 * @param kind what moved it
 * @param from the table that it left
 * @param to the table that it went to
 * @param at when
 * @param overridden the checks that failed and were overridden
 */
public record AliasMove(
    String id, Kind kind, String from, String to, Instant at, Set<PromoteCheck> overridden) {

  /** What moved an alias. The names are part of the format: add, never rename. */
  public enum Kind {
    /** To a table that was checked. */
    PROMOTE,
    /** Back to where it was before. */
    ROLLBACK
  }

  /** Rejects nulls and copies the set. */
  public AliasMove {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(at, "at");
    overridden = java.util.Collections.unmodifiableSet(new TreeSet<>(overridden));
  }
}
