package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.murmur.swap.AliasStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which tables names stand for. */
@Command(
    name = "status",
    description = "Shows which table a name stands for, its shadows, and the runs into them.",
    footer = {
      "",
      "Example:",
      "  murmur status page_views --control-table murmur_control",
      "",
      "JSON, for each name: format, alias, current, previous, epoch, lastMove of kind, from, to,"
          + " at, overridden; tables of table, number, state, createdAt, cut, runId, leftAt,"
          + " fingerprint, runs of id, pipeline, writer, status, submissions, startedAt, endedAt,"
          + " error, counts, and positions of writer, at, parts."
    })
final class StatusCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private SwapTable tables;

  @Parameters(
      arity = "0..1",
      paramLabel = "ALIAS",
      description = "The name that readers use; default: all that were ever given a shadow.")
  private Optional<String> alias = Optional.empty();

  @Override
  public Integer call() {
    List<AliasStatus> found =
        tables.with(
            swap -> alias.map(name -> List.of(swap.status(name))).orElseGet(swap::statuses));
    if (output.json()) {
      if (alias.isPresent()) {
        output.print(Output.parse(found.get(0).toJson()));
      } else {
        ArrayNode all = Output.object().arrayNode();
        found.forEach(status -> all.add(Output.parse(status.toJson())));
        output.print(all);
      }
    } else if (found.isEmpty()) {
      output.print("no name was ever given a shadow: each is the table of that name");
    } else {
      output.print(found.stream().map(AliasStatus::toText).collect(Collectors.joining("\n")));
    }
    return ExitCode.OK.number();
  }
}
