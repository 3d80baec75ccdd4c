package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.HandoffToken;
import io.murmur.control.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the control table knows of runs. */
@Command(
    name = "runs",
    description = "Lists bounded runs, shows one with its report, or abandons one.",
    footer = {
      "",
      "Examples:",
      "  murmur runs list --control-table murmur_control",
      "  murmur runs show first-import --control-table murmur_control --json"
    })
final class RunsCommand {

  private static final String FIELDS =
      "run, pipeline, table, writer, mode, status, generation, submissions, startedAt, counts; and"
          + " if they are known endedAt, checkpoints, restoredFrom, token, error.";

  @Command(
      name = "list",
      description = "All runs, in the order of their ids.",
      footer = {
        "",
        "Example:",
        "  murmur runs list --table page_views --control-table murmur_control",
        "",
        "JSON: of each run what 'murmur runs show' shows of one: " + FIELDS
      })
  int list(
      @Mixin Output output,
      @Mixin ControlTable control,
      @Option(
              names = "--table",
              paramLabel = "TABLE",
              description = "Only runs that write to this table.")
          Optional<String> table) {
    List<Run> runs =
        control.withLedger(
            ledger ->
                ledger.list().stream()
                    .filter(run -> table.isEmpty() || table.get().equals(run.table()))
                    .toList());
    if (output.json()) {
      ArrayNode array = Output.object().arrayNode();
      runs.forEach(run -> array.add(json(run)));
      output.print(array);
    } else {
      output.print(text(runs));
    }
    return ExitCode.OK.number();
  }

  @Command(
      name = "show",
      description = "One run with its report.",
      footer = {
        "",
        "Example:",
        "  murmur runs show first-import --control-table murmur_control",
        "",
        "JSON: " + FIELDS
      })
  int show(
      @Mixin Output output,
      @Mixin ControlTable control,
      @Parameters(paramLabel = "RUN", description = "The run's id.") String id) {
    Run run = control.run(id);
    if (output.json()) {
      output.print(json(run));
    } else {
      output.print(text(run));
    }
    return ExitCode.OK.number();
  }

  @Command(
      name = "abandon",
      description =
          "Says that nobody goes on with a run whose job is gone: it counts as failed, so that its"
              + " table can be retired. A job that still runs is not stopped: cancel it first.",
      footer = {
        "",
        "Example:",
        "  murmur runs abandon first-import --control-table murmur_control",
        "",
        "JSON: " + FIELDS
      })
  int abandon(
      @Mixin Output output,
      @Mixin ControlTable control,
      @Parameters(paramLabel = "RUN", description = "The run's id.") String id) {
    Run known = control.run(id);
    Run run = control.withLedger(ledger -> ledger.abandon(known.id(), Instant.now()));
    if (output.json()) {
      output.print(json(run));
    } else {
      output.print(text(run));
    }
    return ExitCode.OK.number();
  }

  private static String text(List<Run> runs) {
    TextTable table =
        new TextTable(
            List.of("run", "pipeline", "table", "status", "submissions", "started", "read"));
    for (Run run : runs) {
      table.row(
          List.of(
              run.id(),
              run.pipeline(),
              run.table(),
              status(run),
              Integer.toString(run.submissions()),
              run.startedAt().toString(),
              Optional.ofNullable(run.counts().get("read")).map(Presented::text).orElse("")));
    }
    return table.toString();
  }

  private static String text(Run run) {
    StringBuilder text = new StringBuilder("run " + run.id() + " " + status(run));
    line(text, "pipeline", run.pipeline());
    line(text, "table", run.table());
    line(text, "writer", run.writer());
    line(text, "mode", run.batch() ? "batch" : "streaming");
    line(text, "generation", Long.toString(run.generation()));
    line(text, "submissions", Integer.toString(run.submissions()));
    line(text, "started", run.startedAt().toString());
    run.endedAt().ifPresent(end -> line(text, "ended", ended(run.startedAt(), end)));
    run.checkpoints().ifPresent(path -> line(text, "checkpoints", path));
    run.restoredFrom().ifPresent(path -> line(text, "went on from", path));
    run.token().ifPresent(token -> line(text, "handoff", HandoffText.brief(token)));
    run.error().ifPresent(error -> line(text, "error", error));
    run.counts().forEach((name, count) -> line(text, name, Presented.text(count)));
    return text.toString();
  }

  private static String ended(Instant start, Instant end) {
    return "%s, after %.1f s".formatted(end, Duration.between(start, end).toMillis() / 1000.0);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%n  %-16s %s", name, value));
  }

  private static String status(Run run) {
    return run.status().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode json(Run run) {
    ObjectNode node =
        Output.object()
            .put("run", run.id())
            .put("pipeline", run.pipeline())
            .put("table", run.table())
            .put("writer", run.writer())
            .put("mode", run.batch() ? "batch" : "streaming")
            .put("status", status(run))
            .put("generation", run.generation())
            .put("submissions", run.submissions())
            .put("startedAt", run.startedAt().toString());
    run.endedAt().ifPresent(end -> node.put("endedAt", end.toString()));
    run.checkpoints().ifPresent(path -> node.put("checkpoints", path));
    run.restoredFrom().ifPresent(path -> node.put("restoredFrom", path));
    run.token().map(HandoffToken::value).ifPresent(token -> node.put("token", token));
    run.error().ifPresent(error -> node.put("error", error));
    ObjectNode counts = node.putObject("counts");
    run.counts().forEach(counts::put);
    return node;
  }
}
