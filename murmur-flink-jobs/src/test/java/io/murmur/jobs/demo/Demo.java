package io.murmur.jobs.demo;

import io.murmur.definition.CacheSettings;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Environment;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.Bootstraps;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.jobs.DefinitionFile;
import io.murmur.jobs.RunConsole;
import io.murmur.jobs.cli.ExitCode;
import io.murmur.jobs.cli.Murmur;
import io.murmur.jobs.progress.ProgressOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.ValkeyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The whole job on one machine, and a look at what it made. */
@Command(name = "demo")
public final class Demo implements Callable<Integer> {

  /** The definition that the README explains. */
  static final Path EXAMPLE = Path.of("murmur-flink-jobs/examples/page-views.yaml");

  private static final String REGION = "us-east-1";

  @Option(names = "--pipeline", required = true)
  private String pipeline;

  @Option(names = "--report", required = true)
  private String report;

  @Option(names = "--export", required = true)
  private String export;

  @Option(names = "--events", required = true)
  private int events;

  @Option(names = "--folder", required = true)
  private Path folder;

  private final PrintWriter out;

  private Demo(PrintWriter out) {
    this.out = out;
  }

  /** Runs it and exits: DynamoDB Local leaves threads behind. */
  public static void main(String[] arguments) {
    // DynamoDB Local takes any credentials, but clients insist on having some.
    System.setProperty("aws.accessKeyId", "demo");
    System.setProperty("aws.secretAccessKey", "demo");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    int code = commandLine(out).execute(arguments);
    String log = System.getProperty("murmur.demo.log", "");
    if (code == ExitCode.FAILED.number() && !log.isEmpty()) {
      out.println("what Flink and the servers had to say is in " + log);
    }
    System.exit(code);
  }

  static CommandLine commandLine(PrintWriter out) {
    CommandLine line = new CommandLine(new Demo(out)).setOut(out).setErr(out);
    Murmur.failAsDocumented(line);
    return line;
  }

  @Override
  public Integer call() throws Exception {
    Path file = file();
    Optional<PageViewLog> log = Optional.empty();
    Path input = folder.resolve("page-views");
    if (pipeline.isEmpty()) {
      deleteLog(input);
      say("writing a log of %,d page views to %s", events, input);
      log =
          Optional.of(
              PageViewLog.write(input, events, Instant.now().truncatedTo(ChronoUnit.HOURS)));
    }
    Definitions defined = DefinitionFile.read(file, environment(input));
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start();
        ValkeyServer valkey = ValkeyServer.start()) {
      Definitions job =
          withCache(
              DefinitionFile.with(
                  defined, Optional.of(REGION), Optional.of(dynamoDb.endpoint()), true, false),
              URI.create("valkey://" + valkey.host() + ":" + valkey.port()));
      say("running %s on Flink, with DynamoDB Local at %s and a cache", file, dynamoDb.endpoint());
      createTables(job, dynamoDb);
      run(job);
      boolean alone = job.all().size() == 1;
      for (Definition definition : job.all()) {
        look(file, alone ? "" : definition.name(), dynamoDb.endpoint());
      }
      if (log.isPresent()) {
        return new Check(out).compare(log.get(), job, dynamoDb.endpoint()) ? 0 : 1;
      }
    }
    return 0;
  }

  private Path file() {
    Path file = pipeline.isEmpty() ? EXAMPLE : Path.of(pipeline);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "-Dpipeline=%s: there is no such file; say it in full, or from %s on"
              .formatted(file, Path.of("").toAbsolutePath()));
    }
    return file;
  }

  /** Its first answers take seconds on a busy machine, longer than the job's client waits. */
  private static void createTables(Definitions job, DynamoDbLocal server) {
    try (DynamoDbAsyncClient client = server.asyncClient().build()) {
      client.listTables().join();
    }
    DefinedBootstrap.createTables(job);
  }

  private void run(Definitions job) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, flink());
    DefinedBootstrap.configure(job, environment);
    SubmittedBootstraps submitted = Bootstraps.of(DefinedBootstrap.of(job)).submit(environment);
    List<BootstrapReport> ended =
        new ProgressOptions().await(submitted, environment.getConfiguration(), System.err);
    new RunConsole(out, path(report)).ended(ended);
  }

  /**
   * The same commands that users have, for what is in the table now.
   *
   * @param name which pipeline of the file; empty if it is the only one
   */
  private void look(Path file, String name, URI endpoint) {
    List<String> which = new ArrayList<>(List.of("--pipeline", file.toString()));
    if (!name.isEmpty()) {
      which.addAll(0, List.of("--name", name));
    }
    if (pipeline.isEmpty()) {
      murmur(endpoint, List.of("top", "--prefix", "page:"), which);
      murmur(endpoint, List.of("get", "page:/", "--last", "6h"), which);
    } else {
      murmur(endpoint, List.of("top"), which);
    }
    path(export)
        .map(to -> exportOf(to, name))
        .ifPresent(to -> murmur(endpoint, List.of("export", "--out", to.toString()), which));
  }

  /** A file for each pipeline: {@code views.jsonl}, {@code views-pages.jsonl}. */
  private static Path exportOf(Path file, String name) {
    String all = file.getFileName().toString();
    int dot = all.lastIndexOf('.');
    String stem = dot > 0 ? all.substring(0, dot) : all;
    return name.isEmpty()
        ? file
        : file.resolveSibling(stem + "-" + name + all.substring(stem.length()));
  }

  private void murmur(URI endpoint, List<String> words, List<String> which) {
    List<String> all = new ArrayList<>(words);
    all.addAll(which);
    new Shell(out).murmur(all, List.of("--region", REGION, "--endpoint", endpoint.toString()));
  }

  private Configuration flink() {
    Configuration settings = new Configuration();
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toAbsolutePath().toUri().toString());
    // Progress is as new as the last heartbeat.
    settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    return settings;
  }

  private static Definitions withCache(Definitions job, URI server) {
    return new Definitions(
        job.file(),
        job.source(),
        job.fields(),
        job.mode(),
        job.store(),
        job.checkpoint(),
        job.deadLetters(),
        job.all().stream().map(one -> withCache(one, server)).toList());
  }

  private static Definition withCache(Definition one, URI server) {
    return new Definition(
        one.pipeline(),
        one.texts(),
        one.table(),
        one.cache()
            .map(
                cache ->
                    new CacheSettings(
                        server,
                        Optional.empty(),
                        Optional.empty(),
                        cache.namespace(),
                        cache.maxAge(),
                        cache.timeout())),
        one.dedup(),
        one.coalesce(),
        one.uses());
  }

  private Environment environment(Path input) {
    Environment system = Environment.system();
    return pipeline.isEmpty()
        ? Environment.of(Map.of("PAGE_VIEWS", input.toAbsolutePath().toString()))
        : system;
  }

  private static Optional<Path> path(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
  }

  private static void deleteLog(Path input) throws IOException {
    if (Files.isDirectory(input)) {
      try (var files = Files.list(input)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void say(String text, Object... values) {
    new Shell(out).say(text, values);
  }
}
