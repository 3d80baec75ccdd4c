package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.Documents;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Nearest;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.definition.DefinedRedrive;
import io.murmur.flink.redrive.RedriveReport;
import io.murmur.jobs.DefinitionFile;
import io.murmur.jobs.RunConsole;
import io.murmur.swap.Aliases;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What did not count, once more. */
@Command(
    name = "redrive",
    description = {
      "Sends the dead letters of a completed run through its pipeline, as the definition is now,"
          + " into its table: each that was not sent yet, once. What fails again is a dead letter"
          + " again. Killed and started again, it goes on.",
      "The job runs in this process, or on a cluster as the second example shows."
    },
    footer = {
      "",
      "Examples:",
      "  murmur dead-letters redrive first-import --pipeline page-views.yaml",
      "  flink run -c io.murmur.jobs.cli.Murmur bootstrap-job.jar \\",
      "    dead-letters redrive first-import --pipeline page-views.yaml",
      "",
      "JSON: run, records and merges (how many were sent), failedAgain; and report, if any were"
          + " sent, as bootstrap-job.jar --report writes it."
    })
final class RedriveCommand implements Callable<Integer> {

  /** A job in this process that fails again and again is looked at by whoever waits for it. */
  private static final int RESTARTS = 3;

  @Mixin private Output output;
  @Mixin private Connection connection;

  @Parameters(paramLabel = "RUN", description = "The run's id, or that of one of its redrives.")
  private String id;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "FILE",
      description = "The definition, mended; it names the control table, too.")
  private Path file;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the report of what was sent is written to as JSON.")
  private Optional<Path> report = Optional.empty();

  @Override
  public Integer call() throws BootstrapFailedException, InterruptedException {
    Definitions job = connection.over(DefinitionFile.read(file));
    Run run = run(job);
    Definition definition = into(run.table(), definitionOf(run, job), job);
    StreamExecutionEnvironment environment = environment();
    DefinedBootstrap.configure(job, environment);
    try {
      show(DefinedRedrive.of(job, definition, id).run(environment), job);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return ExitCode.OK.number();
  }

  private Run run(Definitions job) {
    String table = job.store().controlTable();
    return control(job, documents -> ControlTable.run(new RunLedger(documents), table, id));
  }

  /** A run into a shadow has its letters there, whatever the name stands for now. */
  private Definition into(String table, Definition definition, Definitions job) {
    String name = definition.table().table();
    boolean shadow =
        !table.equals(name)
            && control(
                job,
                documents ->
                    new Aliases(documents).find(name).flatMap(a -> a.find(table)).isPresent());
    return shadow ? definition.into(table) : definition;
  }

  private <R> R control(Definitions job, Function<Documents, R> use) {
    return connection.with(
        Optional.of(job.store()),
        client -> {
          try (Documents documents = new DynamoDbDocuments(client, job.store().controlTable())) {
            return use.apply(documents);
          }
        });
  }

  /** The pipeline of the file that the run was of. */
  private Definition definitionOf(Run run, Definitions job) {
    List<String> names = job.all().stream().map(Definition::name).toList();
    return job.all().stream()
        .filter(one -> one.name().equals(run.pipeline()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "run '%s' is of pipeline '%s', which %s does not define%s"
                        .formatted(
                            id, run.pipeline(), job.file(), Nearest.hint(run.pipeline(), names))));
  }

  private static StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    if (environment instanceof LocalStreamEnvironment) {
      Configuration restarts = new Configuration();
      restarts.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
      restarts.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
      restarts.set(
          RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
      environment.configure(restarts);
    }
    return environment;
  }

  private void show(RedriveReport ended, Definitions job) {
    long again =
        ended
            .report()
            .map(sent -> sent.count("deadLetters") + sent.count("mergeDeadLetters"))
            .orElse(0L);
    if (output.json()) {
      ObjectNode node =
          Output.object()
              .put("run", ended.runId())
              .put("records", ended.letters())
              .put("merges", ended.merges())
              .put("failedAgain", again);
      ended.report().ifPresent(sent -> node.set("report", Output.parse(sent.run().toJson())));
      output.print(node);
    } else if (ended.report().isEmpty()) {
      output.print(
          "run %s has no dead letters that can be sent and were not: nothing was sent"
              .formatted(ended.runId()));
    } else {
      output.print(
          "sent %,d records and %,d merges of run %s again"
              .formatted(ended.letters(), ended.merges(), ended.runId()));
    }
    List<BootstrapReport> reports = ended.report().map(List::of).orElse(List.of());
    if (!reports.isEmpty()) {
      PrintWriter console = output.json() ? new PrintWriter(Writer.nullWriter()) : output.out();
      new RunConsole(console, report).ended(reports);
    }
    if (again > 0) {
      output
          .err()
          .println(
              "%,d failed again; see them with: murmur dead-letters list %s --control-table %s"
                  .formatted(again, ended.runId(), job.store().controlTable()));
    }
  }
}
