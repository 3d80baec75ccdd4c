package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.jobs.BootstrapJob;
import io.murmur.jobs.cli.Cli.Ended;
import io.murmur.jobs.cli.Views.Taking;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From poison in the input to totals as they should be, by definitions and commands alone. */
@ExtendWith(DynamoDbLocalExtension.class)
class DeadLettersIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final String RUN = "first-import";

  private final DynamoDbLocal server;
  private Views views;
  @TempDir Path directory;

  DeadLettersIT(DynamoDbLocal server) {
    this.server = server;
  }

  @BeforeEach
  void writeViews() throws IOException {
    views = Views.write(directory, server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"streaming", "batch"})
  void whatWasPoisonCountsOnceAfterTheDefinitionIsMended(String mode) throws Exception {
    BootstrapJob.main(
        new String[] {
          "--pipeline", views.definition(mode, Taking.GOOD).toString(), "--run-id", RUN
        });
    assertThat(views.contents()).isEqualTo(views.good());

    JsonNode before = list(RUN).json();
    assertThat(before.get("complete").booleanValue()).isTrue();
    assertThat(before.get("open").longValue()).isEqualTo(Views.NAMELESS + Views.RENAMED);
    assertThat(counts(before.get("groups"), "stage")).isEqualTo(Map.of("FILTER", 40L, "KEY", 80L));
    assertThat(counts(before.get("files"), "file"))
        .isEqualTo(
            Map.of(
                "file:" + directory.resolve("in/a.json"),
                60L,
                "file:" + directory.resolve("in/b.json"),
                60L));
    assertThat(before.get("letters")).hasSize(3);
    assertThat(before.at("/letters/0/text").textValue()).startsWith("{\"");

    JsonNode half = redrive(views.definition(mode, Taking.MORE)).json();
    assertThat(half.get("records").longValue()).isEqualTo(120);
    assertThat(half.get("failedAgain").longValue()).isEqualTo(80);
    JsonNode whole = redrive(views.definition(mode, Taking.ALL)).json();
    assertThat(whole.get("records").longValue()).isEqualTo(80);
    assertThat(whole.get("failedAgain").longValue()).isZero();
    assertThat(whole.at("/report/counts/contributed").longValue()).isEqualTo(80);
    assertThat(views.contents()).isEqualTo(views.all());

    JsonNode again = redrive(views.definition(mode, Taking.ALL)).json();
    assertThat(again.get("records").longValue()).isZero();
    assertThat(again.get("report")).isNull();
    assertThat(views.contents()).isEqualTo(views.all());
    JsonNode after = list(RUN).json();
    assertThat(after.get("open").longValue()).isZero();
    assertThat(after.get("sent").longValue()).isEqualTo(120 + 80);
    assertThat(after.get("redrives")).hasSize(2);
  }

  @Test
  void aRedriveHeedsTheDefinitionAndGoesOnWhereItFailed() throws Exception {
    Path definition = views.definition("batch", Taking.GOOD);
    BootstrapJob.main(new String[] {"--pipeline", definition.toString(), "--run-id", RUN});
    views.definition("batch", Taking.MORE);
    Files.writeString(
        definition,
        Files.readString(definition).replace("letters'}", "letters', fail-on-error: true}"));

    Ended failed = murmur("dead-letters", "redrive", RUN, "--pipeline", definition.toString());
    assertThat(failed.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(failed.err()).contains("does not count (KEY)").doesNotContain("\tat ");
    assertThat(list(RUN).json().get("unfinishedRedrive").textValue()).startsWith(RUN);

    assertThat(redrive(views.definition("batch", Taking.ALL)).json().get("records").longValue())
        .isEqualTo(Views.NAMELESS + Views.RENAMED);
    assertThat(views.contents()).isEqualTo(views.all());
    assertThat(list(RUN).json().has("unfinishedRedrive")).isFalse();
  }

  @Test
  void peopleSeeWhatDoesNotCountAndWhy() throws Exception {
    BootstrapJob.main(
        new String[] {
          "--pipeline", views.definition("batch", Taking.GOOD).toString(), "--run-id", RUN
        });

    Ended runs = murmur("dead-letters", "list", "--control-table", views.control());
    assertThat(runs.out())
        .containsPattern(RUN + " +views +" + views.table() + " +completed +120 +0");
    Ended letters =
        murmur("dead-letters", "list", RUN, "-n", "1", "--control-table", views.control());
    assertThat(letters.out())
        .contains("run " + RUN + " completed")
        .contains("records: 120 can be sent again, 0 cannot, 0 were sent")
        .containsPattern("\n +80  KEY    ")
        .containsPattern("\n +40  FILTER ")
        .containsPattern("\n +60  file:" + directory.resolve("in/a.json") + "\n")
        .containsPattern(
            "first records:\n  file:" + directory + "/in/[ab].json:\\d+, (KEY|FILTER): ");

    Ended sent =
        murmur(
            "dead-letters",
            "redrive",
            RUN,
            "--pipeline",
            views.definition("batch", Taking.ALL).toString());
    assertThat(sent.code()).as(sent.err()).isZero();
    assertThat(sent.out())
        .contains("sent 120 records and 0 merges of run " + RUN + " again", "contributed");
    Ended again =
        murmur(
            "dead-letters",
            "redrive",
            RUN,
            "--pipeline",
            views.definition("batch", Taking.ALL).toString());
    assertThat(again.out())
        .isEqualToNormalizingNewlines(
            "run %s has no dead letters that can be sent and were not: nothing was sent\n"
                .formatted(RUN));
  }

  @Test
  void whatCannotBeSentIsRefusedWithTheReason() throws Exception {
    Path definition = views.definition("batch", Taking.GOOD);
    Ended none = murmur("dead-letters", "redrive", RUN, "--pipeline", definition.toString());
    assertThat(none.code()).as(none.err()).isNotZero();
    BootstrapJob.main(new String[] {"--pipeline", definition.toString(), "--run-id", RUN});

    assertEnds(
        ExitCode.NOT_FOUND,
        "has no run 'other'",
        "list",
        "other",
        "--control-table",
        views.control());
    String file = definition.toString();
    assertEnds(ExitCode.NOT_FOUND, "has no run 'other'", "redrive", "other", "--pipeline", file);
    Path renamed = directory.resolve("renamed.yaml");
    Files.writeString(renamed, Files.readString(definition).replace("name: views", "name: viewz"));
    assertEnds(
        ExitCode.USAGE,
        "is of pipeline 'views', which " + renamed + " does not define; did you mean 'viewz'?",
        "redrive",
        RUN,
        "--pipeline",
        renamed.toString());
    Path elsewhere = directory.resolve("elsewhere.yaml");
    Files.writeString(
        elsewhere, Files.readString(definition).replace(views.table(), views.table() + "x"));
    assertEnds(
        ExitCode.REFUSED,
        "its dead letters belong there",
        "redrive",
        RUN,
        "--pipeline",
        elsewhere.toString());
    Path silent = directory.resolve("silent.yaml");
    Files.writeString(silent, Files.readString(definition).replaceAll("(?m)^dead-letters.*$", ""));
    BootstrapJob.main(new String[] {"--pipeline", silent.toString(), "--run-id", "silent"});
    assertEnds(
        ExitCode.NOT_FOUND,
        "they were only counted",
        "list",
        "silent",
        "--control-table",
        views.control());
    assertThat(views.contents()).hasSize(Views.PAGES);
  }

  private void assertEnds(ExitCode code, String message, String... words) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(words));
    Ended ended = murmur(all.toArray(String[]::new));
    assertThat(ended.err()).contains(message).doesNotContain("\tat ");
    assertThat(ended.code()).isEqualTo(code.number());
    assertThat(ended.out()).isEmpty();
  }

  private Ended list(String run) {
    return murmur(
        "dead-letters", "list", run, "-n", "3", "--json", "--control-table", views.control());
  }

  private Ended redrive(Path definition) {
    Ended ended =
        murmur("dead-letters", "redrive", RUN, "--json", "--pipeline", definition.toString());
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private static Map<String, Long> counts(JsonNode groups, String name) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode group : groups) {
      counts.merge(group.get(name).textValue(), group.get("letters").longValue(), Long::sum);
    }
    return counts;
  }

  private Ended murmur(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--region", "us-east-1", "--endpoint", server.endpoint().toString()));
    return Cli.run(all.toArray(String[]::new));
  }
}
