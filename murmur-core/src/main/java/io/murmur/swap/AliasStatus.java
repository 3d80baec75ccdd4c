package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.Fingerprints;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import java.util.List;
import java.util.Optional;

/**
 * An alias with all that the control table knows of its tables.
 *
 * @param alias the alias
 * @param tables what is known of each of its tables, by number
 */
public record AliasStatus(Alias alias, List<OfTable> tables) {

  /**
   * What is known of one table.
   *
   * @param table the table
   * @param fingerprint what its values mean; empty if nobody said
   * @param runs the runs into it, by id
   * @param positions how far its live writers are, by name
   */
  public record OfTable(
      AliasTable table,
      Optional<String> fingerprint,
      List<Run> runs,
      List<LivePosition> positions) {
    /** Copies the lists. */
    public OfTable {
      runs = List.copyOf(runs);
      positions = List.copyOf(positions);
    }
  }

  /** Copies the list. */
  public AliasStatus {
    tables = List.copyOf(tables);
  }

  static AliasStatus of(Alias alias, Documents documents) {
    List<Run> runs = new RunLedger(documents).list();
    Fingerprints fingerprints = new Fingerprints(documents);
    LivePositions positions = new LivePositions(documents);
    return new AliasStatus(
        alias,
        alias.tables().stream()
            .map(
                table ->
                    new OfTable(
                        table,
                        fingerprints.find(table.table()),
                        runs.stream().filter(run -> run.table().equals(table.table())).toList(),
                        positions.of(table.table())))
            .toList());
  }

  /** This status as a line of JSON with a format number, for programs. Tokens are not in it. */
  public String toJson() {
    return StatusJson.write(this);
  }

  /** This status in lines for people. */
  public String toText() {
    return StatusText.write(this);
  }
}
