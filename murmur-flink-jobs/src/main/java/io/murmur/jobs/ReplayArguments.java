package io.murmur.jobs;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.HandoffToken;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.replay.DefinedReplay;
import io.murmur.flink.replay.Replay;
import io.murmur.flink.replay.ReplayTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The options of the replay job: those of the bootstrap job, and which events go where. */
@Command(
    name = "replay-job.jar",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs the events of a range of times through a pipeline once more, every event exactly"
            + " once, into a shadow table or into the one that readers see.",
    footer = {
      "",
      "Example:",
      "  flink run replay-job.jar --pipeline page-views.yaml \\",
      "    --from 2026-01-01 --to 2026-02-01 --shadow"
    })
final class ReplayArguments extends BootstrapArguments {

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Only events from this time on, 2026-01-01 or 2026-01-01T12:00:00Z; default: from the"
              + " first.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Only events before this time; default: to the last.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--shadow",
      description =
          "Fills a new table, made like the one that readers see. Then compare the two with murmur"
              + " diff, and switch with murmur promote.")
  private boolean shadow;

  private final List<String> remarks = new ArrayList<>();

  ReplayArguments() {
    super(Replay.WRITER);
  }

  @Override
  List<Bootstrap<Event, ?>> defined(Definitions job) {
    Replay replay = replay();
    DefinedReplay.check(job, replay);
    DefinedBootstrap.createTables(job);
    DefinedReplay made = DefinedReplay.of(job, replay);
    made.tables().forEach(this::remark);
    made.bootstraps().forEach(this::accepting);
    return made.bootstraps();
  }

  @Override
  <T, V> Bootstrap<T, V> typed(PipelineDefinition<T, V> definition) {
    Replay replay = replay();
    if (shadow && dedup.equalsIgnoreCase("claims")) {
      throw new IllegalArgumentException(
          "events that were counted in the live table are claimed, and a shadow would miss them:"
              + " into a shadow, say --dedup job or --dedup none");
    }
    TypedBootstrap typed = new TypedBootstrap(this);
    if (createTables) {
      typed.createTables();
    }
    ReplayTable target;
    try (DynamoDbAsyncClient client = typed.connection().open();
        DynamoDbDocuments documents = new DynamoDbDocuments(client, controlTable)) {
      target =
          ReplayTable.of(
              client,
              documents,
              replay,
              definition.pipeline(),
              table,
              String.join(" ", input),
              Optional.empty());
    }
    remark(target);
    table = target.table();
    return replay.apply(accepting(typed.of(definition)), target);
  }

  @Override
  List<String> remarks() {
    return remarks;
  }

  private Replay replay() {
    EventTimes times =
        EventTimes.between(
            from.map(text -> moment("--from", text)), to.map(text -> moment("--to", text)));
    return new Replay(times, shadow, runId(), token().map(HandoffToken::new));
  }

  private static Instant moment(String option, String text) {
    return Moments.parse(option, text);
  }

  private void remark(ReplayTable target) {
    if (!shadow) {
      return;
    }
    remarks.add(
        "run %s fills '%s', a shadow of '%s'"
            .formatted(target.runId(), target.table(), target.alias()));
    target
        .notLikeLive()
        .forEach(what -> remarks.add("  unlike '%s': %s".formatted(target.alias(), what)));
  }
}
