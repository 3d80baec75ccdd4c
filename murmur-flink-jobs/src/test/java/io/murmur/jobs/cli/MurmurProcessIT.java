package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.jobs.cli.MurmurProcess.Ended;
import io.murmur.jobs.cli.Views.Taking;
import io.murmur.jobs.testing.FlinkProcesses;
import io.murmur.jobs.testing.FlinkProcesses.Outcome;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.S3Local;
import io.murmur.testing.S3LocalExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.fs.s3hadoop.S3FileSystemFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command as users run it: what the build packs, and the job's jar on a cluster. */
@ExtendWith({DynamoDbLocalExtension.class, S3LocalExtension.class})
class MurmurProcessIT {

  private static final String RUN = "first-import";
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void theHelpIsPrintedAndNothingElse() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("murmur"), MurmurProcess.COMMAND);

    Ended help = new MurmurProcess(directory, link, Map.of()).run("--help");

    assertThat(help.code()).as(help.err()).isZero();
    assertThat(help.out()).contains("Usage: murmur", "validate", "dead-letters", "Exit codes:");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void definitionsAreValidated(DynamoDbLocal server) throws Exception {
    Views views = Views.write(directory, server);
    MurmurProcess murmur = murmur(Map.of());
    String file = views.definition("batch", Taking.GOOD).toString();

    Ended good = murmur.run("validate", "--json", file);
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(json(good).at("/pipelines/0/deadLetters").intValue()).isPositive();
    assertThat(good.err()).isEmpty();

    Path bad = directory.resolve("bad.yaml");
    Files.writeString(bad, Files.readString(Path.of(file)).replace("struct", "strict"));
    Ended wrong = murmur.run("validate", bad.toString());
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).contains("did you mean 'struct'?").doesNotContain("\tat ");

    Ended nowhere = murmur(Map.of("FLINK_HOME", "/nowhere")).run("validate", file);
    assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(nowhere.err()).contains("/nowhere/conf").doesNotContain("\tat ");
  }

  @Test
  void deadLettersInS3AreSentOnceFromHereAndFromACluster(DynamoDbLocal server, S3Local s3)
      throws Exception {
    Views views = Views.write(directory, server);
    String letters = "s3://" + s3.newBucket("letters") + "/dead";
    Path plugins = directory.resolve("flink/plugins");
    Files.createDirectories(plugins.resolve("s3"));
    Path jar =
        Path.of(
            S3FileSystemFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.createSymbolicLink(plugins.resolve("s3").resolve(jar.getFileName()), jar);
    String job = System.getProperty("murmur.bootstrapJar");
    try (FlinkProcesses cluster =
        FlinkProcesses.start(
            directory.resolve("flink"),
            1,
            1,
            Map.of(
                "s3.endpoint",
                s3.endpoint().toString(),
                "s3.path.style.access",
                "true",
                "s3.access-key",
                S3Local.ACCESS_KEY,
                "s3.secret-key",
                S3Local.SECRET_KEY),
            Map.of("FLINK_PLUGINS_DIR", plugins.toString()))) {
      String file = views.definition("batch", Taking.GOOD, letters).toString();
      Outcome run = cluster.cli(LIMIT, "run", job, "--pipeline", file, "--run-id", RUN);
      assertThat(run.exitCode()).as(run.output()).isZero();

      MurmurProcess murmur = murmur(Map.of("FLINK_HOME", directory.resolve("flink").toString()));
      Ended list = murmur.run(listing(views, server));
      assertThat(list.code()).as(list.err()).isZero();
      assertThat(json(list).get("open").intValue()).isEqualTo(Views.NAMELESS + Views.RENAMED);

      views.definition("batch", Taking.MORE, letters);
      Ended here = murmur.run("dead-letters", "redrive", RUN, "--pipeline", file);
      assertThat(here.code()).as(here.err()).isZero();
      assertThat(here.out()).contains("sent 120 records and 0 merges of run " + RUN + " again");
      assertThat(here.err()).contains("80 failed again; see them with: murmur dead-letters list");

      views.definition("batch", Taking.ALL, letters);
      String[] there = {
        "run", "-c", Murmur.class.getName(), job, "dead-letters", "redrive", RUN, "--pipeline", file
      };
      Outcome sent = cluster.cli(LIMIT, there);
      assertThat(sent.output()).contains("sent 80 records and 0 merges of run " + RUN + " again");
      assertThat(sent.exitCode()).as(sent.output()).isZero();
      // The run's job, and this one.
      assertThat(cluster.rest("/jobs").split("\"FINISHED\"", -1)).hasSize(2 + 1);
      assertThat(views.contents()).isEqualTo(views.all());

      Outcome again = cluster.cli(LIMIT, there);
      assertThat(again.output()).contains("nothing was sent");
      there[6] = "other";
      Outcome unknown = cluster.cli(LIMIT, there);
      assertThat(unknown.exitCode()).isEqualTo(ExitCode.NOT_FOUND.number());
      assertThat(views.contents()).isEqualTo(views.all());
    }
  }

  private static String[] listing(Views views, DynamoDbLocal server) {
    return List.of(
            "dead-letters",
            "list",
            RUN,
            "--json",
            "--control-table",
            views.control(),
            "--region",
            "us-east-1",
            "--endpoint",
            server.endpoint().toString())
        .toArray(String[]::new);
  }

  private MurmurProcess murmur(Map<String, String> environment) {
    return new MurmurProcess(directory, MurmurProcess.COMMAND, environment);
  }

  private static JsonNode json(Ended ended) throws Exception {
    return new ObjectMapper().readTree(ended.out().getBytes(StandardCharsets.UTF_8));
  }
}
