package io.murmur.jobs.cli;

import io.murmur.swap.Alias;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends readers back. */
@Command(
    name = "rollback",
    description = "Sends readers back to the table that they read before the last move.",
    footer = {
      "",
      "Example:",
      "  murmur rollback page_views --control-table murmur_control",
      "",
      "JSON: alias, current, previous, epoch, overridden."
    })
final class RollbackCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private SwapTable tables;

  @Parameters(paramLabel = "ALIAS", description = "The name that readers use.")
  private String alias;

  @Override
  public Integer call() {
    Alias moved = tables.with(swap -> swap.rollback(alias));
    if (output.json()) {
      output.print(SwapTable.json(moved));
    } else {
      output.print("'%s' is '%s' again".formatted(alias, moved.current()));
    }
    return ExitCode.OK.number();
  }
}
