package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;

/**
 * Which table a job writes to, decided once when it is built; the control table is asked at that
 * moment, so a promote that was acknowledged before is seen. What a job began on it keeps, also
 * through failovers and resubmissions and whatever the alias does: see the package's description.
 */
public final class WriterTable {

  private WriterTable() {}

  /**
   * The table of a job that begins now.
   *
   * @param name an alias, or a table that has none
   */
  public static String of(Documents documents, String name) {
    return new Aliases(documents).resolve(name);
  }

  /**
   * The table of a run: that which it began on if it is in the ledger, else that of the alias. So a
   * run that completed before a promote stays completed when it is started again, and one that died
   * goes on where its first events are.
   *
   * <p>The run's id must not depend on the table: derive it from the alias.
   *
   * @param name an alias, or a table that has none
   */
  public static String ofRun(Documents documents, String name, String runId) {
    return new RunLedger(documents)
        .find(runId)
        .map(Run::table)
        .orElseGet(() -> of(documents, name));
  }
}
