package io.murmur.swap;

import java.util.List;
import java.util.Objects;

/**
 * A table that a run may fill out of sight of the readers.
 *
 * @param alias whose table it is
 * @param table the table
 * @param notLikeLive what it does not have of the live table's settings, in words; empty also where
 *     it was made before
 */
public record Shadow(String alias, AliasTable table, List<String> notLikeLive) {
  /** Rejects nulls and copies the list. */
  public Shadow {
    Objects.requireNonNull(alias, "alias");
    Objects.requireNonNull(table, "table");
    notLikeLive = List.copyOf(notLikeLive);
  }

  /** The name of the table to fill. */
  public String name() {
    return table.table();
  }
}
