package io.murmur.jobs.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.jobs.BootstrapJob;
import io.murmur.jobs.ReplayJob;
import io.murmur.jobs.cli.ExitCode;
import io.murmur.jobs.cli.Murmur;
import io.murmur.testing.DynamoDbLocal;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A table that counts what it should not, the archive replayed into a shadow by the mended
 * definition, both compared, the shadow promoted, and taken back.
 */
@Command(name = "demo-replay")
public final class ReplayDemo implements Callable<Integer> {

  private static final int DAYS = 14;
  private static final int PARALLELISM = 2;
  private static final String CONTROL = "murmur_control";
  private static final String REGION = "us-east-1";

  @Option(names = "--events", required = true)
  private int events;

  @Option(names = "--folder", required = true)
  private Path folder;

  private final Shell shell;

  /** What the commands of a swap are told, and what none of them shows. */
  private final List<String> control = List.of("--control-table", CONTROL);

  private List<String> server = List.of();

  private ReplayDemo(PrintWriter out) {
    this.shell = new Shell(out);
  }

  /** Runs it and exits: DynamoDB Local leaves threads behind. */
  public static void main(String[] arguments) {
    // DynamoDB Local takes any credentials, but clients insist on having some.
    System.setProperty("aws.accessKeyId", "demo");
    System.setProperty("aws.secretAccessKey", "demo");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    CommandLine line = new CommandLine(new ReplayDemo(out)).setOut(out).setErr(out);
    Murmur.failAsDocumented(line);
    int code = line.execute(arguments);
    String log = System.getProperty("murmur.demo.log", "");
    if (code == ExitCode.FAILED.number() && !log.isEmpty()) {
      out.println("what Flink and the servers had to say is in " + log);
    }
    System.exit(code);
  }

  @Override
  @SuppressWarnings("try") // closing the cluster may be interrupted
  public Integer call() throws Exception {
    Path place = folder.resolve("replay").toAbsolutePath();
    delete(place);
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    LocalDate to = LocalDate.ofInstant(today, ZoneOffset.UTC);
    LocalDate from = to.minusDays(DAYS);
    shell.say("writing an archive of %,d page views to %s", events, place.resolve("archive"));
    PageViewArchive archive =
        PageViewArchive.write(
            place.resolve("archive"), events, today.minus(Duration.ofDays(DAYS)), today);
    try (DynamoDbLocal dynamoDb = DynamoDbLocal.start();
        MiniCluster cluster = flink(place)) {
      server = List.of("--region", REGION, "--endpoint", dynamoDb.endpoint().toString());
      cluster.start();
      TestStreamEnvironment.setAsContext(cluster, PARALLELISM);
      Path wrong = definition(place, "page-views-v1.yaml", "", dynamoDb.endpoint());
      Path right =
          definition(place, "page-views.yaml", "filter: status == 200\n", dynamoDb.endpoint());
      boolean exact = swap(archive, wrong, right, from.toString(), to.toString());
      shell.say(
          "%n%s: %,d views, counted one by one while the archive was written, are %s",
          exact ? "exact" : "WRONG",
          archive.views().values().stream().mapToLong(Long::longValue).sum(),
          exact
              ? "what readers saw after the promote, and before it and after the rollback what they"
                  + " had seen"
              : "not what readers saw");
      return exact ? 0 : 1;
    }
  }

  private boolean swap(PageViewArchive archive, Path wrong, Path right, String from, String to)
      throws Exception {
    shell.say("%nthe live table counts pages that were not there: its definition has no filter");
    shell.say("$ flink run bootstrap-job.jar --pipeline %s", wrong);
    BootstrapJob.main(new String[] {"--pipeline", wrong.toString(), "--run-id", "first"});
    look(right, from, to);
    boolean exact = read(archive.answered(), right, from, to);

    shell.say(
        "%n$ flink run replay-job.jar --pipeline %s --from %s --to %s --shadow", right, from, to);
    ReplayJob.main(
        new String[] {
          "--pipeline",
          right.toString(),
          "--from",
          from,
          "--to",
          to,
          "--shadow",
          "--run-id",
          "mended"
        });
    murmur("status", "page_views");
    shell.murmur(
        List.of("diff", "page_views_v2", "--worst", "8", "--pipeline", right.toString()), server);
    exact &= read(archive.answered(), right, from, to);

    murmur("promote", "page_views", "page_views_v2");
    look(right, from, to);
    exact &= read(archive.views(), right, from, to);

    murmur("rollback", "page_views");
    look(right, from, to);
    exact &= read(archive.answered(), right, from, to);
    return exact;
  }

  private void murmur(String... words) {
    shell.murmur(Stream.concat(Stream.of(words), control.stream()).toList(), server);
  }

  private void look(Path file, String from, String to) {
    shell.murmur(List.of("top", "--from", from, "--to", to, "--pipeline", file.toString()), server);
  }

  /** Whether readers, who know the name alone, see these views of each page. */
  private boolean read(Map<String, Long> expected, Path file, String from, String to)
      throws IOException {
    Map<String, Long> found = new TreeMap<>();
    for (String page : expected.keySet()) {
      String answer =
          Shell.quietly(
              List.of(
                  "get",
                  "page:" + page,
                  "--from",
                  from,
                  "--to",
                  to,
                  "--json",
                  "--pipeline",
                  "" + file),
              server);
      found.put(page, new ObjectMapper().readTree(answer).at("/value/views").longValue());
    }
    return found.equals(expected);
  }

  private static Path definition(Path place, String name, String filter, URI endpoint)
      throws IOException {
    return Files.writeString(
        place.resolve(name),
        """
        name: page-views
        source: {archive: {layout: firehose, path: '%s'}}
        event: {id: '{id}', time: {of: at, format: iso-8601}}
        %skey: 'page:{page}'
        aggregate: {struct: {views: count, revenue: {sum: paid}}}
        window: {size: 1d, retention: 365d}
        store: {table: page_views, control-table: %s, region: %s, endpoint: '%s', create: true}
        """
            .formatted(place.resolve("archive"), filter, CONTROL, REGION, endpoint));
  }

  private static MiniCluster flink(Path place) {
    Configuration settings = new Configuration();
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        place.resolve("checkpoints").toUri().toString());
    // Progress is as new as the last heartbeat.
    settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(settings)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(PARALLELISM)
            .withRandomPorts()
            .build());
  }

  private static void delete(Path place) throws IOException {
    if (Files.exists(place)) {
      try (Stream<Path> all = Files.walk(place)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
