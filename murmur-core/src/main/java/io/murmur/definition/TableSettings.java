package io.murmur.definition;

import java.util.Objects;
import java.util.Optional;

/**
 * The tables of one pipeline.
 *
 * @param table the state table
 * @param claimsTable where event ids are claimed; there if and only if the pipeline claims them
 * @param writer the name of the fence on each item; empty for the job's default
 */
public record TableSettings(String table, Optional<String> claimsTable, Optional<String> writer) {

  /** Rejects nulls. */
  public TableSettings {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(claimsTable, "claimsTable");
    Objects.requireNonNull(writer, "writer");
  }
}
