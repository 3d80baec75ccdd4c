package io.murmur.jobs.cli;

import io.murmur.swap.Alias;
import io.murmur.swap.Swap;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes what nobody reads any more. */
@Command(
    name = "retire",
    description =
        "Deletes a table of an alias that readers left some time ago, with all that is in it, or a"
            + " shadow that was never promoted and is as old.",
    footer = {
      "",
      "Example:",
      "  murmur retire page_views page_views_v1 --control-table murmur_control",
      "",
      "JSON: alias, current, previous, epoch, overridden."
    })
final class RetireCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private SwapTable tables;

  @Parameters(index = "0", paramLabel = "ALIAS", description = "The name that readers use.")
  private String alias;

  @Parameters(index = "1", paramLabel = "TABLE", description = "The table to delete.")
  private String table;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "How long ago readers must have left it; default: 1d. Readers need minutes.")
  private Optional<Duration> grace = Optional.empty();

  @Override
  public Integer call() {
    Alias after = tables.with(swap -> swap.retire(alias, table, grace.orElse(Swap.DEFAULT_GRACE)));
    if (output.json()) {
      output.print(SwapTable.json(after));
    } else {
      output.print("'%s' is deleted; '%s' is '%s'".formatted(table, alias, after.current()));
    }
    return ExitCode.OK.number();
  }
}
