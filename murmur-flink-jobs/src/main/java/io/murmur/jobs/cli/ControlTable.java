package io.murmur.jobs.cli;

import io.murmur.control.Documents;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The control table, open for reading. */
final class ControlTable {

  @Mixin private Connection connection;

  @Option(
      names = "--control-table",
      required = true,
      paramLabel = "TABLE",
      description = "The table of runs, generations and fingerprints.")
  private String table;

  /** Does something with the documents. */
  <R> R withDocuments(Function<Documents, R> use) {
    return connection.with(
        client -> {
          try (DynamoDbDocuments documents = new DynamoDbDocuments(client, table)) {
            return use.apply(documents);
          }
        });
  }

  /** Does something with the ledger of runs. */
  <R> R withLedger(Function<RunLedger, R> use) {
    return withDocuments(documents -> use.apply(new RunLedger(documents)));
  }

  /** A run that must be there. */
  Run run(String id) {
    return withLedger(ledger -> run(ledger, table, id));
  }

  /** A run that must be there. */
  static Run run(RunLedger ledger, String table, String id) {
    return ledger
        .find(id)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "control table %s has no run '%s': see them with 'murmur runs list'"
                        .formatted(table, id)));
  }
}
