package io.murmur.definition;

import io.murmur.definition.yaml.Addresses;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Value;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The words about DynamoDB: of the file, and of each pipeline where there are several. */
final class StoreWords {

  private static final Shape<String> TABLE_NAME =
      Shapes.text(
          Pattern.compile("[a-zA-Z0-9_.-]{3,255}"),
          "the name of a table: 3 to 255 letters, digits, '_', '-' and '.'");

  private static final double MOST_UNITS = 1e9;

  static final Word<String> TABLE =
      Word.optional("table", TABLE_NAME, "The state table: one item for each key and bucket.");

  private static final Word<String> PIPELINE_TABLE =
      Word.required("table", TABLE_NAME, TABLE.about());

  static final Word<String> CLAIMS_TABLE =
      Word.optional("claims-table", TABLE_NAME, "Where event ids are claimed, for dedup: claims.");

  static final Word<String> WRITER =
      Word.optional(
          "writer",
          Shapes.text(
              Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}"),
              "1 to 100 letters, digits, '_', '.' and '-', and begin with a letter or digit"),
          "The name of the fence on each item; two jobs that write at the same time need two.");

  private static final Word<String> CONTROL_TABLE =
      Word.required("control-table", TABLE_NAME, "The table of runs and fingerprints.");

  private static final Word<String> REGION =
      Word.optional("region", Shapes.text(), "The region; unless said, of the AWS environment.");

  private static final Word<URI> ENDPOINT =
      Word.optional(
          "endpoint", Addresses.http(), "Another endpoint of DynamoDB than the region's.");

  private static final Word<Boolean> CREATE =
      Word.optional(
          "create",
          Shapes.flag(),
          "Whether tables that do not exist are created, billed on demand; false unless said.");

  private static final Word<Double> MAX_UNITS =
      Word.optional(
          "max-units-per-second",
          Shapes.between(0, MOST_UNITS),
          "The most write units of the whole job in a second; no limit unless said.");

  private static final Word<Long> MAX_IN_FLIGHT =
      Word.optional(
          "max-in-flight", Shapes.whole(1, 100_000), "The most merges of a task under way.");

  private static final Word<Long> MAX_ATTEMPTS =
      Word.optional(
          "max-attempts",
          Shapes.whole(1, 1000),
          "How often a merge is tried before its commit fails, which loses nothing.");

  private static final Word<Duration> RETRY_BASE =
      Word.optional("retry-base", Shapes.duration(Duration.ofMillis(1)), "The longest first wait.");

  private static final Word<Duration> RETRY_MAX =
      Word.optional("retry-max", Shapes.duration(Duration.ofMillis(1)), "The longest wait of all.");

  private static final Words WRITES_WORDS =
      Words.of("writes", MAX_UNITS, MAX_IN_FLIGHT, MAX_ATTEMPTS, RETRY_BASE, RETRY_MAX);

  private static final Word<StoreSettings.Writes> WRITES =
      Word.optional(
          "writes",
          Shapes.section(WRITES_WORDS, StoreWords::writes),
          "How fast the job writes, and how often it tries.");

  private static final Words FILE_WORDS =
      Words.of(
          "store", TABLE, CONTROL_TABLE, CLAIMS_TABLE, REGION, ENDPOINT, CREATE, WRITER, WRITES);

  private static final Words PIPELINE_WORDS =
      Words.of("store-of-a-pipeline", PIPELINE_TABLE, CLAIMS_TABLE, WRITER);

  private StoreWords() {}

  /**
   * A section with what it says of the store, and of the tables.
   *
   * @param section to say what is wrong with it
   * @param settings empty if something is wrong, and in the section of a pipeline
   * @param tables what it says of the pipeline's tables
   */
  record Stores(Section section, Optional<StoreSettings> settings, Tables tables) {

    /** What is wrong with a word goes here. */
    Value at(String word) {
      return section.at(word);
    }

    boolean has(String word) {
      return section.at(word) != section.whole();
    }

    /** This, with what the file says for all pipelines. */
    Stores or(Optional<Stores> shared) {
      if (shared.isEmpty()) {
        return this;
      }
      Tables others = shared.get().tables();
      return new Stores(
          section,
          settings,
          new Tables(
              tables.table(),
              tables.claimsTable().or(others::claimsTable),
              tables.writer().or(others::writer)));
    }

    /** A state table belongs to one pipeline. */
    void requireNoTable() {
      if (has("table")) {
        at("table").problem("'table' belongs into the store of each of the pipelines");
      }
    }

    /** A state table is needed. */
    void requireTable() {
      if (!has("table")) {
        section.problem("'table' is missing");
      }
    }

    Optional<TableSettings> tableSettings(boolean claimed) {
      Optional<String> claims = claimed ? tables.claimsTable() : Optional.empty();
      return tables.table().map(table -> new TableSettings(table, claims, tables.writer()));
    }
  }

  /** The words about tables, which may be in the section of the file or of a pipeline. */
  record Tables(Optional<String> table, Optional<String> claimsTable, Optional<String> writer) {}

  static Shape<Stores> ofFile() {
    return Shapes.section(
        FILE_WORDS,
        section -> Optional.of(new Stores(section, settings(section), tables(section, TABLE))));
  }

  static Shape<Stores> ofPipeline() {
    return Shapes.section(
        PIPELINE_WORDS,
        section ->
            Optional.of(new Stores(section, Optional.empty(), tables(section, PIPELINE_TABLE))));
  }

  private static Tables tables(Section section, Word<String> table) {
    return new Tables(section.get(table), section.get(CLAIMS_TABLE), section.get(WRITER));
  }

  private static Optional<StoreSettings> settings(Section section) {
    Optional<String> control = section.get(CONTROL_TABLE);
    Optional<String> region = section.get(REGION);
    Optional<URI> endpoint = section.get(ENDPOINT);
    Optional<Boolean> create = section.get(CREATE);
    Optional<StoreSettings.Writes> writes = section.get(WRITES);
    return control.map(
        table ->
            new StoreSettings(
                table,
                region,
                endpoint,
                create.orElse(false),
                writes.orElseGet(StoreSettings.Writes::defaults)));
  }

  private static Optional<StoreSettings.Writes> writes(Section section) {
    StoreSettings.Writes writes =
        new StoreSettings.Writes(
            section.get(MAX_UNITS),
            section.get(MAX_IN_FLIGHT).map(Long::intValue),
            section.get(MAX_ATTEMPTS).map(Long::intValue),
            section.get(RETRY_BASE),
            section.get(RETRY_MAX));
    if (writes.retryBase().isPresent()
        && writes.retryMax().isPresent()
        && writes.retryBase().get().compareTo(writes.retryMax().get()) > 0) {
      section.problem(RETRY_BASE, "the first wait is longer than 'retry-max', the longest of all");
    }
    return Optional.of(writes);
  }
}
