package io.murmur.swap;

import io.murmur.control.HandoffToken;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One table of an alias: the one that it began with, or a shadow.
 *
 * @param table the table's name
 * @param number counts the tables of the alias, from 1
 * @param state where it stands
 * @param runId the run that it was made for; empty for the table that the alias began with
 * @param cut where the table's own live writer takes over from that run
 * @param createdAt when its name was taken
 * @param leftAt when the alias last moved away from it; empty while the alias is on it and if it
 *     never was
 */
public record AliasTable(
    String table,
    int number,
    TableState state,
    Optional<String> runId,
    Optional<HandoffToken> cut,
    Instant createdAt,
    Optional<Instant> leftAt) {

  /** Rejects nulls and numbers that cannot be. */
  public AliasTable {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(cut, "cut");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(leftAt, "leftAt");
    if (number < 1) {
      throw new IllegalArgumentException("no such table of an alias: number " + number);
    }
  }

  /** This table in another state. */
  AliasTable in(TableState other) {
    return new AliasTable(table, number, other, runId, cut, createdAt, leftAt);
  }

  /** This table with its cut, unless it has one. */
  AliasTable cutAt(HandoffToken token) {
    return cut.isPresent()
        ? this
        : new AliasTable(table, number, state, runId, Optional.of(token), createdAt, leftAt);
  }

  /** This table after the alias moved away from it, or onto it. */
  AliasTable left(Optional<Instant> at) {
    return new AliasTable(table, number, state, runId, cut, createdAt, at);
  }
}
