package io.murmur.jobs;

import io.murmur.definition.CheckpointSettings;
import io.murmur.definition.CoalesceSettings;
import io.murmur.definition.DeadLetterSettings;
import io.murmur.definition.DedupSettings;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.SourceSettings;
import io.murmur.definition.StoreSettings;
import io.murmur.definition.TableSettings;
import io.murmur.flink.definition.FileSettings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Puts the options of a command line before what a definition says. */
final class Overrides {

  private static final List<String> OF_A_PIPELINE =
      List.of("--table", "--writer", "--dedup", "--dedup-retention", "--dedup-table");

  private final Predicate<String> given;

  /** Overrides what is given. */
  Overrides(Predicate<String> given) {
    this.given = given;
  }

  /**
   * The definition with the options in it.
   *
   * @throws IllegalArgumentException if an option does not fit the definition
   */
  Definitions apply(Definitions job, BootstrapArguments options) {
    for (String option : OF_A_PIPELINE) {
      if (given.test(option) && job.all().size() > 1) {
        throw new IllegalArgumentException(
            option + " is about one pipeline, and the definition has " + job.all().size());
      }
    }
    return new Definitions(
        job.file(),
        source(job.source(), options),
        job.fields(),
        job.mode(),
        store(job.store(), options),
        new CheckpointSettings(
            or(
                "--checkpoint-interval",
                () -> options.checkpointInterval,
                job.checkpoint().interval())),
        deadLetters(job.deadLetters(), options),
        job.all().stream().map(one -> definition(one, options)).toList());
  }

  private static DeadLetterSettings deadLetters(
      DeadLetterSettings letters, BootstrapArguments options) {
    if (options.failOnError) {
      return letters.failingOnError();
    }
    return options.maxDeadLetters.map(letters::withMax).orElse(letters);
  }

  private SourceSettings source(SourceSettings source, BootstrapArguments options) {
    if (!given.test("--input") && !given.test("--format") && !options.allowNoFiles) {
      return source;
    }
    if (!(source instanceof FileSettings files)) {
      throw new IllegalArgumentException(
          "--input, --format and --allow-no-files are about files, and the definition reads "
              + source.type());
    }
    FileSettings changed = given.test("--input") ? files.withPaths(List.of(options.input)) : files;
    changed = given.test("--format") ? changed.withFormat(options.format) : changed;
    return options.allowNoFiles ? changed.allowingNoFiles() : changed;
  }

  private StoreSettings store(StoreSettings store, BootstrapArguments options) {
    StoreSettings.Writes writes = store.writes();
    return new StoreSettings(
        given.test("--control-table") ? options.controlTable : store.controlTable(),
        or("--region", () -> options.region, store.region()),
        or("--endpoint", () -> URI.create(options.endpoint), store.endpoint()),
        store.create() || options.createTables,
        new StoreSettings.Writes(
            options.maxWriteUnits.or(writes::maxUnitsPerSecond),
            writes.maxInFlight(),
            or("--max-attempts", () -> options.maxAttempts, writes.maxAttempts()),
            or("--retry-base", () -> options.retryBase, writes.retryBase()),
            or("--retry-max", () -> options.retryMax, writes.retryMax())));
  }

  private Definition definition(Definition one, BootstrapArguments options) {
    DedupSettings dedup = dedup(one.dedup(), options);
    TableSettings table = one.table();
    Optional<String> claims = options.dedupTable.or(table::claimsTable);
    if (dedup.by() == DedupSettings.By.CLAIMS && claims.isEmpty()) {
      throw new IllegalArgumentException(
          "--dedup claims needs --dedup-table: ids are claimed there");
    }
    if (dedup.by() == DedupSettings.By.JOB && one.pipeline().eventId().isEmpty()) {
      throw new IllegalArgumentException(
          "--dedup job needs an id: say event: {id: '{…}'} in the definition");
    }
    String into = given.test("--table") ? options.table : table.table();
    return new Definition(
        one.pipeline(),
        one.texts(),
        new TableSettings(
            into,
            dedup.by() == DedupSettings.By.CLAIMS ? claims : Optional.empty(),
            or("--writer", () -> options.writer, table.writer())),
        one.cache().map(cache -> cache.following(table.table(), into)),
        dedup,
        new CoalesceSettings(
            or("--max-keys", () -> options.maxKeys, one.coalesce().maxKeys()),
            one.coalesce().maxBytes(),
            or("--flush-tick", () -> options.flushTick, one.coalesce().flushTick())),
        one.uses());
  }

  private DedupSettings dedup(DedupSettings dedup, BootstrapArguments options) {
    DedupSettings.By by = dedup.by();
    if (given.test("--dedup")) {
      by =
          switch (options.dedup.toLowerCase(Locale.ROOT)) {
            case "none" -> DedupSettings.By.NONE;
            case "job" -> DedupSettings.By.JOB;
            case "claims" -> DedupSettings.By.CLAIMS;
            default ->
                throw new IllegalArgumentException(
                    "--dedup '" + options.dedup + "' is not one of none, job and claims");
          };
    }
    return new DedupSettings(
        by, or("--dedup-retention", () -> options.dedupRetention, dedup.retention()));
  }

  private <T> Optional<T> or(String option, Supplier<T> value, Optional<T> otherwise) {
    return given.test(option) ? Optional.of(value.get()) : otherwise;
  }
}
