package io.murmur.jobs.cli;

import io.murmur.swap.Alias;
import io.murmur.swap.PromoteCheck;
import io.murmur.swap.Promotion;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends readers to another table. */
@Command(
    name = "promote",
    description =
        "Sends readers to another table of an alias, after checks: its runs are complete, with no"
            + " more dead letters left than allowed, its values mean the same, and its live writer"
            + " is as far as that of the table they read now, if that one notes how far it is.",
    footer = {
      "",
      "Example:",
      "  murmur promote page_views page_views_v2 --control-table murmur_control",
      "",
      "JSON: alias, current, previous, epoch, overridden."
    })
final class PromoteCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private SwapTable tables;

  @Parameters(index = "0", paramLabel = "ALIAS", description = "The name that readers use.")
  private String alias;

  @Parameters(index = "1", paramLabel = "TABLE", description = "The table that it is to stand for.")
  private String table;

  @Option(
      names = "--max-dead-letters",
      paramLabel = "N",
      description =
          "How many dead letters of its runs may be left that were not sent again; default:"
              + " ${DEFAULT-VALUE}.")
  private long maxDeadLetters;

  @Option(
      names = "--override",
      split = ",",
      paramLabel = "CHECK",
      description =
          "Checks that may fail, with commas between them: run-complete, dead-letters, fingerprint,"
              + " live-position. They are noted with the move.")
  private List<String> override = List.of();

  @Override
  public Integer call() {
    TreeSet<PromoteCheck> overridden = new TreeSet<>();
    override.forEach(word -> overridden.add(PromoteCheck.ofWord(word)));
    Promotion promotion = new Promotion(alias, table, maxDeadLetters, overridden);
    Alias moved = tables.with(swap -> swap.promote(promotion));
    if (output.json()) {
      output.print(SwapTable.json(moved));
    } else {
      output.print(
          "'%s' is '%s' now%s"
              .formatted(
                  alias,
                  moved.current(),
                  moved
                      .previous()
                      .map(
                          before ->
                              "; '%s' is kept: go back to it with murmur rollback %s, or delete it with murmur retire %s %s"
                                  .formatted(before, alias, alias, before))
                      .orElse("")));
    }
    return ExitCode.OK.number();
  }
}
