package io.murmur.flink.replay;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.definition.DedupSettings;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.definition.DefinitionFiles;
import io.murmur.flink.definition.FileSettings;
import io.murmur.flink.definition.FlinkSourceSettings;
import io.murmur.flink.definition.ReplayableSettings;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.scan.SharedToken;
import io.murmur.flink.source.scan.TokenSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The replay of a definition's pipelines.
 *
 * @param bootstraps one for each pipeline, to be run together
 * @param tables what each fills
 */
public record DefinedReplay(List<Bootstrap<Event, ?>> bootstraps, List<ReplayTable> tables) {

  /** Copies the lists. */
  public DefinedReplay {
    bootstraps = List.copyOf(bootstraps);
    tables = List.copyOf(tables);
  }

  /**
   * Makes the replay, and its shadow tables if it is to fill some. The tables that the definition
   * names have to be there.
   *
   * @throws IllegalArgumentException if the definition cannot be replayed so; nothing was made
   * @throws io.murmur.swap.SwapRefusedException if a run's shadow was retired
   */
  public static DefinedReplay of(Definitions job, Replay replay) {
    check(job, replay);
    List<ReplayTable> tables = tables(job, replay);
    Definitions replayed = replayed(job, replay.times(), tables);
    List<Bootstrap<Event, ?>> bootstraps = DefinedBootstrap.of(replayed);
    for (int i = 0; i < bootstraps.size(); i++) {
      Bootstrap<Event, ?> unused = replay.apply(bootstraps.get(i), tables.get(i));
    }
    return new DefinedReplay(bootstraps, tables);
  }

  /**
   * Checks that a definition can be replayed so; connects to nothing.
   *
   * @throws IllegalArgumentException if not
   */
  public static void check(Definitions job, Replay replay) {
    if (!(job.source() instanceof ReplayableSettings) && !(job.source() instanceof FileSettings)) {
      throw new IllegalArgumentException(
          "%s: a replay reads history, from 'archive', 'kafka' or 'files', and the source is '%s': for the state of a database as it is now, run the bootstrap job"
              .formatted(job.file(), job.source().type()));
    }
    Set<String> names = new HashSet<>();
    for (Definition definition : job.all()) {
      replay.check(definition.pipeline());
      replay.requireEnd(definition.pipeline(), source(job, replay.times()).token().isPresent());
      if (replay.shadow() && definition.dedup().by() == DedupSettings.By.CLAIMS) {
        throw new IllegalArgumentException(
            "%s: pipeline '%s' claims event ids, and those that were counted in the live table are claimed: a shadow would miss them. Into a shadow, say --dedup job or --dedup none"
                .formatted(job.file(), definition.name()));
      }
      if (replay.shadow() && !names.add(definition.table().table())) {
        throw new IllegalArgumentException(
            "%s: several pipelines write to table '%s', and each would have a shadow of its own: give them tables of their own"
                .formatted(job.file(), definition.table().table()));
      }
    }
  }

  private static List<ReplayTable> tables(Definitions job, Replay replay) {
    List<ReplayTable> tables = new ArrayList<>();
    Optional<TokenSource> position = source(job, replay.times()).token().map(SharedToken::new);
    try (DynamoDbAsyncClient client = DefinedBootstrap.connection(job.store()).open();
        DynamoDbDocuments documents = new DynamoDbDocuments(client, job.store().controlTable())) {
      for (Definition definition : job.all()) {
        // Each pipeline has a run of its own.
        Replay one =
            job.all().size() > 1 && replay.runId().isPresent()
                ? replay.as(replay.runId().get() + "-" + definition.name())
                : replay;
        tables.add(
            ReplayTable.of(
                client,
                documents,
                one,
                definition.pipeline(),
                definition.table().table(),
                job.source().describe(),
                position));
      }
    }
    return tables;
  }

  private static Definitions replayed(Definitions job, EventTimes times, List<ReplayTable> tables) {
    List<Definition> definitions = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      definitions.add(into(job.all().get(i), tables.get(i).table()));
    }
    return new Definitions(
        job.file(),
        source(job, times),
        job.fields(),
        job.mode(),
        job.store(),
        job.checkpoint(),
        job.deadLetters(),
        definitions);
  }

  private static FlinkSourceSettings source(Definitions job, EventTimes times) {
    return job.source() instanceof ReplayableSettings replayable
        ? replayable.over(times)
        : DefinitionFiles.source(job);
  }

  private static Definition into(Definition one, String table) {
    return one.into(table).writingAs(one.table().writer().orElse(Replay.WRITER));
  }
}
