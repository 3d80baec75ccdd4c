package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.cli.Cli.Ended;
import io.murmur.jobs.example.HourlyPageViews;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the command says without asking a server. */
class MurmurTest {

  private static final String[] TABLE = {
    "--table", "t", "--pipeline-class", HourlyPageViews.class.getName()
  };

  static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(Murmur.commandLine(), all);
    return all.stream();
  }

  private static void collect(CommandLine line, List<CommandLine> all) {
    all.add(line);
    line.getSubcommands().values().forEach(sub -> collect(sub, all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpOfEveryCommandShowsAnExampleThatItUnderstands(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName();
    String help = line.getUsageMessage();
    assertThat(help).contains("Example");
    List<String[]> examples = Examples.of(help, "murmur");
    assertThat(examples).as("examples of " + name).isNotEmpty();
    for (String[] example : examples) {
      assertThat("murmur " + String.join(" ", example)).startsWith(name);
      Murmur.commandLine().parseArgs(example);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandThatAnswersCanAnswerInJsonAndSaysWithWhichFields(CommandLine line) {
    if (line.getSubcommands().isEmpty()) {
      assertThat(line.getCommandSpec().findOption("--json")).isNotNull();
      assertThat(line.getUsageMessage()).containsPattern("JSON[^.\n]*: ");
    }
    assertThat(line.getCommandSpec().findOption("--help")).isNotNull();
  }

  @Test
  void theHelpListsTheExitCodes() {
    Ended help = Cli.run("--help");
    assertThat(help.code()).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(help.out().replaceAll("\\s+", " "))
          .contains(" " + code.number() + " " + code.meaning());
    }
  }

  @Test
  void whatTheUserGotWrongIsOneMessageAndCodeTwo() {
    assertUsage("say which command");
    assertUsage(
        "Unknown options: '--tabel', 't'", "runs", "list", "--control-table", "c", "--tabel", "t");
    assertUsage("Possible solutions: --table", "runs", "list", "--control-table", "c", "--tabl=t");
    assertUsage("try: murmur runs list --help", "runs", "list", "--control-table");
    assertUsage("Missing required option: '--control-table", "runs", "list");
    assertUsage("name a table", "tables", "check");
    assertUsage("go together", "tables", "create", "--table", "t", "--read-units", "1");
    assertUsage(
        "--pipeline-class com.example.None is not on the class path: name its jar with --jar",
        "get",
        "/",
        "--table",
        "t",
        "--pipeline-class",
        "com.example.None");
    assertUsage(
        "does not implement io.murmur.flink.bootstrap.PipelineDefinition",
        "export",
        "--table",
        "t",
        "--pipeline-class",
        "java.lang.String");
    assertUsage("--jar none.jar cannot be read", with("get", "/", "--jar", "none.jar"));
    assertUsage("--limit must be 1 at least", with("top", "-n", "0"));
    assertUsage("is no field of the value; did you mean 'views'?", with("top", "--by", "view"));
    assertUsage("either --last, or --from and --to", with("top", "--last", "1h", "--from", "x"));
    assertUsage("--from 'monday' is no time", with("get", "/", "--from", "monday"));
    assertUsage(
        "--limit must be 0 or more", "dead-letters", "list", "-n=-1", "--control-table", "control");
    assertUsage("Missing required option: '--pipeline", "dead-letters", "redrive", "first-import");
    assertUsage("--to needs --from", with("get", "/", "--to", "2026-01-01"));
    assertUsage("'soon' is no span of time: write", with("get", "/", "--last", "soon"));
  }

  private static void assertUsage(String message, String... arguments) {
    Ended ended = Cli.run(arguments);
    assertThat(ended.err()).contains(message).doesNotContain("\tat ");
    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ended.out()).isEmpty();
  }

  private static String[] with(String... words) {
    String region = "us-east-1";
    return Stream.of(
            words, TABLE, new String[] {"--region", region, "--endpoint", "http://127.0.0.1:1"})
        .flatMap(Stream::of)
        .toArray(String[]::new);
  }
}
