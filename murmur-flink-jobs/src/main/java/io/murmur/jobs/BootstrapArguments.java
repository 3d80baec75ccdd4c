package io.murmur.jobs;

import io.murmur.control.DeadLetterLimit;
import io.murmur.control.HandoffToken;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.Bootstraps;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.coalesce.CombineOptions;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.definition.DefinitionFiles;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.jobs.progress.ProgressOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of the bootstrap job. */
@Command(
    name = "bootstrap-job.jar",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Reads files or a table once through a pipeline into a DynamoDB table, every event exactly"
            + " once.",
    footer = {
      "",
      "Example:",
      "  flink run bootstrap-job.jar --pipeline page-views.yaml",
      "  flink run bootstrap-job.jar --pipeline-class com.example.PageViews \\",
      "    --input 's3://events/2026/**' --table page_views \\",
      "    --control-table murmur_control"
    })
class BootstrapArguments {

  @Option(names = "--help", usageHelp = true, description = "Shows this and ends.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "A definition in YAML; the options below go before what it says.")
  private Optional<Path> pipeline = Optional.empty();

  @Option(
      names = "--pipeline-class",
      paramLabel = "CLASS",
      description = "A PipelineDefinition on the class path, instead of a file.")
  private String pipelineClass;

  @Option(
      names = "--input",
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, folders or patterns.")
  String[] input;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  FileFormat format = FileFormat.DETECT;

  @Option(names = "--allow-no-files", description = "Lets a path match no file.")
  boolean allowNoFiles;

  @Option(names = "--table", paramLabel = "TABLE", description = "The state table.")
  String table;

  @Option(
      names = "--control-table",
      paramLabel = "TABLE",
      description = "The table of runs, generations and fingerprints.")
  String controlTable;

  @Option(
      names = "--create-tables",
      description = "Creates the tables that do not exist, billed on demand.")
  boolean createTables;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Default: that of the AWS environment.")
  String region = "";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Another endpoint of DynamoDB than the region's.")
  String endpoint = "";

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Starting the same id again is the same run. Default: derived from pipeline, input and"
              + " table.")
  private Optional<String> runId = Optional.empty();

  @Option(
      names = "--writer",
      paramLabel = "NAME",
      description = "The name of the fence on each item; default: ${DEFAULT-VALUE}.")
  String writer;

  @Option(
      names = "--dedup",
      paramLabel = "none|job|claims",
      description = "Leaves out events whose id was seen before; default: ${DEFAULT-VALUE}.")
  String dedup = "none";

  @Option(
      names = "--dedup-retention",
      paramLabel = "DURATION",
      description = "How long ids are remembered; default: ${DEFAULT-VALUE}.")
  Duration dedupRetention = Duration.ofDays(7);

  @Option(names = "--dedup-table", paramLabel = "TABLE", description = "Where ids are claimed.")
  Optional<String> dedupTable = Optional.empty();

  @Option(
      names = "--fail-on-error",
      description = "Ends the job at the first record that does not count.")
  boolean failOnError;

  @Option(
      names = "--max-dead-letters",
      paramLabel = "N|P%",
      converter = LimitConverter.class,
      description =
          "Ends the job when its run has more dead letters than N, or than P%% of the records read,"
              + " from 1000 records on and at the end. Judged at checkpoints; in batch mode at the"
              + " end. Started again with a higher limit, the run goes on. Default: any number.")
  Optional<DeadLetterLimit> maxDeadLetters = Optional.empty();

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description =
          "How often a merge is tried before its commit fails; default: ${DEFAULT-VALUE}.")
  int maxAttempts = io.murmur.flink.sink.MergeSinkBuilder.DEFAULT_MAX_ATTEMPTS;

  @Option(
      names = "--retry-base",
      paramLabel = "DURATION",
      description = "The longest first wait between attempts; default: ${DEFAULT-VALUE}.")
  Duration retryBase = io.murmur.flink.sink.MergeSinkBuilder.DEFAULT_BACKOFF_BASE;

  @Option(
      names = "--retry-max",
      paramLabel = "DURATION",
      description = "The longest wait between attempts; default: ${DEFAULT-VALUE}.")
  Duration retryMax = io.murmur.flink.sink.MergeSinkBuilder.DEFAULT_BACKOFF_MAX;

  @Option(
      names = "--max-keys",
      paramLabel = "N",
      description = "How many keys each task folds before the shuffle; default: ${DEFAULT-VALUE}.")
  int maxKeys = CombineOptions.DEFAULT_MAX_KEYS;

  @Option(
      names = "--flush-tick",
      paramLabel = "DURATION",
      description = "Holds deltas by key this long, over checkpoints; default: until the next one.")
  Duration flushTick = Duration.ZERO;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "DURATION",
      description = "Where Flink's configuration does not say; default: ${DEFAULT-VALUE}.")
  Duration checkpointInterval = Bootstrap.DEFAULT_CHECKPOINT_INTERVAL;

  @Option(
      names = "--max-write-units",
      paramLabel = "N",
      description = "Write units per second of the whole job; default: no limit.")
  Optional<Double> maxWriteUnits = Optional.empty();

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description =
          "The handoff token of the live feed, captured before this run; instead of that of the"
              + " source, if it has one.")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Where the handoff token is written to as soon as the job is submitted, on the machine of"
              + " the client; of several pipelines one file each, with the pipeline's name behind"
              + " the file's.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the report is written to as JSON, on the machine of the client.")
  private Optional<Path> report = Optional.empty();

  @Mixin private final ProgressOptions progress = new ProgressOptions();

  @Option(
      names = "--accept-double-counting",
      description = "Lets a run that wrote and left no checkpoint begin again.")
  private boolean acceptDoubleCounting;

  /** The options of the bootstrap job. */
  BootstrapArguments() {
    this(Bootstrap.DEFAULT_WRITER);
  }

  /** The options of a job that writes under a name unless it is given another. */
  BootstrapArguments(String defaultWriter) {
    this.writer = defaultWriter;
  }

  /**
   * The bootstraps that the options describe, of one job; creates tables if it was told to.
   *
   * @throws IllegalArgumentException if the file has mistakes; names all of them
   */
  Bootstraps bootstraps(StreamExecutionEnvironment environment) {
    if (pipeline.isPresent() == (pipelineClass != null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "one of --pipeline and --pipeline-class is needed");
    }
    if (failOnError && maxDeadLetters.isPresent()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--max-dead-letters has no use with --fail-on-error, which allows none: take one of them"
              + " out");
    }
    if (pipeline.isPresent()) {
      return ofFile(pipeline.get(), environment);
    }
    for (String needed : List.of("--input", "--table", "--control-table")) {
      if (!given(needed)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--pipeline-class needs " + needed);
      }
    }
    requireToken(false);
    return Bootstraps.of(List.of(typed(definition())));
  }

  /** Where the report is written to. */
  Optional<Path> report() {
    return report;
  }

  /** Where handoff tokens are written to. */
  Optional<Path> tokenFile() {
    return tokenFile;
  }

  /** How progress is shown. */
  ProgressOptions progress() {
    return progress;
  }

  private boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private Bootstraps ofFile(Path file, StreamExecutionEnvironment environment) {
    Definitions job = new Overrides(this::given).apply(DefinitionFile.read(file), this);
    requireToken(DefinitionFiles.source(job).token().isPresent());
    DefinedBootstrap.configure(job, environment);
    return Bootstraps.of(defined(job));
  }

  /** Makes what is run of a definition; creates tables if it was told to. */
  List<Bootstrap<Event, ?>> defined(Definitions job) {
    List<Bootstrap<Event, ?>> bootstraps = DefinedBootstrap.of(job);
    for (int i = 0; i < bootstraps.size(); i++) {
      // Each pipeline has a run of its own.
      with(bootstraps.get(i), bootstraps.size() == 1 ? "" : "-" + job.all().get(i).name());
    }
    DefinedBootstrap.createTables(job);
    return bootstraps;
  }

  /** Makes what is run of a compiled pipeline; creates tables if it was told to. */
  <T, V> Bootstrap<T, V> typed(PipelineDefinition<T, V> compiled) {
    return with(new TypedBootstrap(this).of(compiled), "");
  }

  /** What there is to say about the job before it runs, a line each. */
  List<String> remarks() {
    return List.of();
  }

  /** The run's id, if one was given. */
  Optional<String> runId() {
    return runId;
  }

  /** The token of the live feed, if one was given. */
  Optional<String> token() {
    return token;
  }

  /** Sets whether the run may begin again. */
  <T, V> Bootstrap<T, V> accepting(Bootstrap<T, V> bootstrap) {
    return bootstrap.acceptDoubleCounting(acceptDoubleCounting);
  }

  private void requireToken(boolean ofSource) {
    if (tokenFile.isPresent() && token.isEmpty() && !ofSource) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--token-file has nothing to write: this source has no handoff token of its own, so give"
              + " one with --token");
    }
  }

  /** Sets what is about this start. */
  private <T, V> Bootstrap<T, V> with(Bootstrap<T, V> bootstrap, String suffix) {
    accepting(bootstrap);
    runId.ifPresent(id -> bootstrap.runId(id + suffix));
    token.ifPresent(text -> bootstrap.handoff(() -> new HandoffToken(text)));
    return bootstrap;
  }

  private PipelineDefinition<?, ?> definition() {
    return PipelineClasses.load(
        pipelineClass,
        Thread.currentThread().getContextClassLoader(),
        "put its jar there, for example with flink run -C");
  }

  /** Reads a limit of dead letters. */
  private static final class LimitConverter implements ITypeConverter<DeadLetterLimit> {

    @Override
    public DeadLetterLimit convert(String text) {
      try {
        return DeadLetterLimit.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
