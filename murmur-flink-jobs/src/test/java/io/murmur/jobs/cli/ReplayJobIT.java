package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.jobs.BootstrapJob;
import io.murmur.jobs.ReplayJob;
import io.murmur.jobs.cli.Cli.Ended;
import io.murmur.jobs.testing.Console;
import io.murmur.jobs.testing.Items;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** History into a shadow, compared, put into service and taken back, from a terminal. */
@ExtendWith(DynamoDbLocalExtension.class)
class ReplayJobIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final int DAYS = 31;
  private static final String RUN = "rebuild";

  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private final String views = DynamoDbLocal.newTableName("views");

  /** Of January, by page and day. */
  private final Map<String, Long> right = new TreeMap<>();

  /** The same, in the live table: the second half of the month was lost. */
  private final Map<String, Long> wrong = new TreeMap<>();

  @TempDir Path directory;

  ReplayJobIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.server = server;
    this.client = client;
  }

  /** As a user's environment has them. */
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  /** Objects of an hour of each day, records without newlines between them. */
  @BeforeEach
  void writeArchive() throws Exception {
    for (int day = 1; day <= DAYS; day++) {
      StringBuilder object = new StringBuilder();
      for (int page = 0; page < 3; page++) {
        long amount = 100L * page + day;
        object.append(
            String.format(
                Locale.ROOT,
                "{\"page\":\"p%d\",\"amount\":%d,\"at\":\"2026-01-%02dT07:%02d:00Z\"}",
                page,
                amount,
                day,
                page));
        String key = "p" + page + "/" + day;
        right.merge(key, amount, Long::sum);
        if (day <= DAYS / 2) {
          wrong.merge(key, amount, Long::sum);
        }
      }
      String hour = String.format(Locale.ROOT, "2026/01/%02d/07", day);
      write("archive/" + hour, object.toString());
      if (day <= DAYS / 2) {
        write("half/" + hour, object.toString());
      }
    }
    // Filed into the last folder of the range, but of February.
    write(
        "archive/2026/02/01/00",
        "{\"page\":\"p0\",\"amount\":9999,\"at\":\"2026-02-01T00:00:00Z\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"streaming", "batch"})
  void aDefectIsReplayedAwayComparedPromotedAndTakenBack(String mode) throws Exception {
    Console.of(
        () -> {
          BootstrapJob.main(
              new String[] {
                "--pipeline", definition("half", mode).toString(), "--run-id", "first"
              });
          return null;
        });
    assertThat(sums(views)).isEqualTo(wrong);

    Path report = directory.resolve("report.json");
    Path file = definition("archive", mode);
    assertThat(replay(file, "--report", report.toString())).contains("run " + RUN + " completed");
    JsonNode counts = new ObjectMapper().readTree(report.toFile()).get("counts");
    assertThat(counts.get("read").longValue()).isEqualTo(3 * DAYS + 1);
    assertThat(counts.get("contributed").longValue()).isEqualTo(3 * DAYS);
    assertThat(counts.get("outOfRange").longValue()).isEqualTo(1);
    assertThat(sums(views)).isEqualTo(wrong);

    JsonNode status = control("status", views, "--json").json();
    assertThat(status.get("current").textValue()).isEqualTo(views);
    String shadow = shadow(status);
    assertThat(sums(shadow)).isEqualTo(right);
    assertThat(replay(file)).contains("run " + RUN + " had completed before");
    assertThat(sums(shadow)).isEqualTo(right);

    JsonNode diff = Cli.run("diff", shadow, "--pipeline", file.toString(), "--json").json();
    assertThat(diff.get("equal").longValue()).isEqualTo(wrong.size());
    assertThat(diff.get("different").longValue()).isZero();
    assertThat(diff.get("onlyShadow").longValue()).isEqualTo(right.size() - wrong.size());

    Ended promoted = control("promote", views, shadow);
    assertThat(promoted.code()).as(promoted.err()).isZero();
    assertThat(promoted.out())
        .contains("'%s' is '%s' now".formatted(views, shadow), "murmur rollback " + views);
    assertThat(total(file, "p1")).isEqualTo(sum(right, "p1"));
    long epoch = control("status", views, "--json").json().get("epoch").longValue();
    Ended again = control("promote", views, shadow, "--json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.json().get("epoch").longValue()).as("a repeated promote").isEqualTo(epoch);

    Ended early = control("retire", views, views);
    assertThat(early.code()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(early.err()).doesNotContain("\tat ");

    assertThat(control("rollback", views).out())
        .contains("'%s' is '%s' again".formatted(views, views));
    assertThat(total(file, "p1")).isEqualTo(sum(wrong, "p1"));
    assertThat(control("rollback", views).out()).contains("is '%s' again".formatted(shadow));
    assertThat(total(file, "p1")).isEqualTo(sum(right, "p1"));
  }

  @Test
  void deadLettersOfAShadowAreSentIntoItAndThenItIsPromoted() throws Exception {
    write(
        "archive/2026/01/05/09",
        "{\"page\":\"p1\",\"amount\":\"x\",\"at\":\"2026-01-05T00:00:00Z\"}");
    Path file = definition("archive", "streaming");
    Files.writeString(
        file,
        Files.readString(file)
            + "dead-letters: {path: '%s'}\n".formatted(directory.resolve("letters")));
    Cli.run("tables", "create", file.toString());
    replay(file);
    String shadow = shadow(control("status", views, "--json").json());
    Ended refused = control("promote", "--override", "fingerprint", views, shadow);
    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(refused.err())
        .contains("have 1 dead letters that were not sent again, at most 0 are allowed");

    Path mended =
        Files.writeString(
            directory.resolve("mended.yaml"),
            Files.readString(file).replace("{of: amount, type: long}", "{of: 7, type: long}"));
    Ended sent = Cli.run("dead-letters", "redrive", RUN, "--pipeline", mended.toString());
    assertThat(sent.code()).as(sent.out() + sent.err()).isZero();
    assertThat(sent.out()).contains("sent 1 records and 0 merges of run " + RUN + " again");
    right.merge("p1/5", 7L, Long::sum);
    assertThat(sums(shadow)).isEqualTo(right);
    assertThat(sums(views)).isEmpty();
    Ended promoted = control("promote", "--override", "fingerprint", views, shadow);
    assertThat(promoted.code()).as(promoted.err()).isZero();
  }

  @Test
  void changesOfDebeziumAreUnwrapped() throws Exception {
    String row = "{\"page\":\"%s\",\"amount\":%d,\"at\":\"2026-01-05T00:00:00Z\"}";
    String change = "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"ts_ms\":1}";
    String first = row.formatted("p1", 7);
    String second = row.formatted("p1", 9);
    String changes =
        change.formatted("null", first, "c")
            + change.formatted(first, second, "u")
            + change.formatted(second, "null", "d")
            + "{\"schema\":{},\"payload\":%s}"
                .formatted(change.formatted("null", row.formatted("p2", 5), "r"));
    write("cdc/2026/01/05/07", changes);
    Path file = definition("cdc", "streaming");
    Files.writeString(
        file, Files.readString(file).replace("{archive: {", "{archive: {unwrap: debezium, "));
    write("cdc/2026/01/05/08", first);
    Cli.run("tables", "create", file.toString());

    Path report = directory.resolve("report.json");
    replay(file, "--report", report.toString());
    JsonNode counts = new ObjectMapper().readTree(report.toFile()).get("counts");
    assertThat(counts.get("read").longValue()).isEqualTo(5);
    assertThat(counts.get("contributed").longValue()).isEqualTo(3);
    assertThat(counts.get("filtered").longValue()).isEqualTo(1);
    assertThat(counts.get("deadLetters").longValue()).isEqualTo(1);
    assertThat(sums(shadow(control("status", views, "--json").json())))
        .isEqualTo(Map.of("p1/5", 16L, "p2/5", 5L));
  }

  @Test
  void halfABucketOfAShadowAndARangeWithoutObjectsAreRefused() throws Exception {
    Path file = definition("archive", "streaming");
    Cli.run("tables", "create", file.toString());

    assertThatThrownBy(() -> replay(file, "2026-01-01T12:00:00Z", "2026-02-01"))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessageContaining("in the middle of a bucket of pipeline 'sums'")
        .hasMessageContaining("say 2026-01-01T00:00:00Z or 2026-01-02T00:00:00Z");
    assertThatThrownBy(() -> job(file, "--from", "2026-01-01", "--shadow"))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessageContaining(
            "where a live writer takes over from the shadow has to be said: --to");
    assertThatThrownBy(() -> replay(file, "2025-01-01", "2025-02-01"))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessageContaining(directory.resolve("archive").toString())
        .satisfies(error -> assertThat(error.getStackTrace()).isEmpty());
  }

  private static String shadow(JsonNode status) {
    List<String> names = new ArrayList<>();
    status.get("tables").forEach(table -> names.add(table.get("table").textValue()));
    names.remove(status.get("current").textValue());
    assertThat(names).hasSize(1);
    return names.get(0);
  }

  private static long sum(Map<String, Long> days, String page) {
    return days.entrySet().stream()
        .filter(day -> day.getKey().startsWith(page + "/"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What a reader is told, who knows the alias alone. */
  private long total(Path file, String page) {
    Ended ended =
        Cli.run(
            "get",
            page,
            "--from",
            "2026-01-01",
            "--to",
            "2026-02-01",
            "--pipeline",
            "" + file,
            "--json");
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.json().at("/value").longValue();
  }

  /** Values by page and day of January. */
  private Map<String, Long> sums(String table) {
    long first = java.time.LocalDate.of(2026, 1, 1).toEpochDay() - 1;
    Map<String, Long> sums = new TreeMap<>();
    Items.of(client, table)
        .forEach(
            (key, item) ->
                sums.put(
                    item.get("pk").s() + "/" + (Long.parseLong(item.get("sk").n()) - first),
                    Long.parseLong(item.get("v").n())));
    return sums;
  }

  private void write(String folder, String content) throws Exception {
    Files.writeString(
        Files.createDirectories(directory.resolve(folder)).resolve("object-1"), content);
  }

  private Path definition(String archive, String mode) throws Exception {
    return Files.writeString(
        directory.resolve(archive + ".yaml"),
        """
        name: sums
        source: {archive: {layout: firehose, path: '%s'}}
        event: {time: {of: at, format: iso-8601}}
        key: '{page}'
        aggregate: {sum: {of: amount, type: long}}
        window: {size: 1d, retention: 36500d}
        mode: %s
        store: {table: %s, control-table: %s-control, region: us-east-1, endpoint: '%s', create: true}
        """
            .formatted(directory.resolve(archive), mode, views, views, server.endpoint()));
  }

  private String replay(Path file, String... options) throws Exception {
    if (options.length == 2 && !options[0].startsWith("--")) {
      return job(file, "--from", options[0], "--to", options[1], "--shadow");
    }
    List<String> all = new ArrayList<>(List.of("--from", "2026-01-01", "--to", "2026-02-01"));
    all.addAll(List.of("--shadow", "--run-id", RUN));
    all.addAll(Arrays.asList(options));
    return job(file, all.toArray(String[]::new));
  }

  private static String job(Path file, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--pipeline", file.toString()));
    arguments.addAll(Arrays.asList(options));
    return Console.of(
        () -> {
          ReplayJob.main(arguments.toArray(String[]::new));
          return null;
        });
  }

  private Ended control(String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(
        List.of(
            "--control-table",
            views + "-control",
            "--region",
            "us-east-1",
            "--endpoint",
            server.endpoint().toString()));
    return Cli.run(all.toArray(String[]::new));
  }
}
