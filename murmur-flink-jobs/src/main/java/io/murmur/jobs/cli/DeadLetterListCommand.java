package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.murmur.control.Run;
import io.murmur.flink.deadletter.FiledLetter;
import io.murmur.flink.deadletter.FiledMerge;
import io.murmur.flink.redrive.DeadLetterList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What of a run does not count, and why. */
@Command(
    name = "list",
    description = {
      "Shows what of a run and its redrives does not count: how much of it for which reason and of"
          + " which file, and the first of it with its place.",
      "Without a run: which runs met any."
    },
    footer = {
      "",
      "Example:",
      "  murmur dead-letters list first-import --control-table murmur_control",
      "",
      "JSON of a run: run, complete, redrives, unfinishedRedrive; open (can be sent again),"
          + " incomplete (cannot), sent, openMerges, incompleteMerges, sentMerges; groups of"
          + " stage, reason, letters, example; mergeGroups of reason, merges, events, example;"
          + " files of file, letters; and the first letters of run, stage, reason, place,"
          + " eventId, at, whole, length, and text or base64; and merges of run, reason, key,"
          + " bucket, value, events, writer, at, whole.",
      "JSON without a run: of each run, pipeline, table, status, deadLetters, mergeDeadLetters."
    })
final class DeadLetterListCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private ControlTable control;

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "The run's id, or that of one of its redrives.")
  private Optional<String> id;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "How many are shown one by one; default: ${DEFAULT-VALUE}.")
  private int limit = 10;

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new IllegalArgumentException("--limit must be 0 or more, was " + limit);
    }
    if (id.isPresent()) {
      showLetters(id.get());
    } else {
      showRuns();
    }
    return ExitCode.OK.number();
  }

  private void showLetters(String run) {
    control.run(run);
    List<FiledLetter> letters = new ArrayList<>();
    List<FiledMerge> merges = new ArrayList<>();
    Map<String, Long> files = new TreeMap<>();
    DeadLetterList list =
        control.withDocuments(
            documents -> {
              try {
                return DeadLetterList.read(
                    documents,
                    run,
                    letter -> {
                      files.merge(letter.letter().record().origin(), 1L, Long::sum);
                      keep(letters, letter);
                    },
                    merge -> keep(merges, merge));
              } catch (IllegalArgumentException e) {
                // The run is there, so it is its letters that are not.
                throw new NotFoundException(e.getMessage(), e);
              } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
              }
            });
    Letters shown = new Letters(list, files, letters, merges);
    if (output.json()) {
      output.print(shown.json());
    } else {
      output.print(shown.text());
    }
  }

  private <T> void keep(List<T> some, T one) {
    if (some.size() < limit) {
      some.add(one);
    }
  }

  private void showRuns() {
    List<Run> runs =
        control.withLedger(
            ledger ->
                ledger.list().stream().filter(run -> records(run) > 0 || merges(run) > 0).toList());
    if (output.json()) {
      ArrayNode array = Output.object().arrayNode();
      for (Run run : runs) {
        array
            .addObject()
            .put("run", run.id())
            .put("pipeline", run.pipeline())
            .put("table", run.table())
            .put("status", run.status().name().toLowerCase(Locale.ROOT))
            .put("deadLetters", records(run))
            .put("mergeDeadLetters", merges(run));
      }
      output.print(array);
      return;
    }
    TextTable table =
        new TextTable(List.of("run", "pipeline", "table", "status", "records", "merges"));
    for (Run run : runs) {
      table.row(
          List.of(
              run.id(),
              run.pipeline(),
              run.table(),
              run.status().name().toLowerCase(Locale.ROOT),
              Presented.text(records(run)),
              Presented.text(merges(run))));
    }
    output.print(table.toString());
  }

  private static long records(Run run) {
    return run.counts().getOrDefault("deadLetters", 0L);
  }

  private static long merges(Run run) {
    return run.counts().getOrDefault("mergeDeadLetters", 0L);
  }
}
