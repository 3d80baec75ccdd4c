package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.cli.Examples;
import io.murmur.jobs.cli.Murmur;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The commands and options that the README and the help show exist. */
class ReadmeCommandsTest {

  private static final Pattern COMMAND = Pattern.compile("flink run (?:[^\\n]*\\\\\\n)*[^\\n]*");
  private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)");

  @Test
  void everyCommandOfTheReadmeIsUnderstood() throws IOException {
    assertUnderstood(Files.readString(Path.of("../README.md")));
  }

  @Test
  void everyMurmurOfTheReadmeIsUnderstood() throws IOException {
    List<String[]> examples = Examples.of(Files.readString(Path.of("../README.md")), "murmur");
    assertThat(examples).hasSizeGreaterThan(4);
    examples.forEach(example -> Murmur.commandLine().parseArgs(example));
  }

  @Test
  void theExamplesInTheHelpAreUnderstood() {
    assertUnderstood(
        Murmur.commandLine()
            .getSubcommands()
            .get("dead-letters")
            .getSubcommands()
            .get("redrive")
            .getUsageMessage());
    assertUnderstood(new CommandLine(new BootstrapArguments()).getUsageMessage());
    assertUnderstood(new CommandLine(new ReplayArguments()).getUsageMessage());
  }

  @Test
  void everyOptionThatTheReadmeNamesExists() throws IOException {
    var known = new TreeSet<String>();
    // Those of the bootstrap job are among them.
    for (OptionSpec option : new CommandLine(new ReplayArguments()).getCommandSpec().options()) {
      known.addAll(List.of(option.names()));
    }
    collectOptions(Murmur.commandLine(), known);
    Matcher named = OPTION.matcher(Files.readString(Path.of("../README.md")));
    var readme = new TreeSet<String>();
    while (named.find()) {
      readme.add(named.group(1));
    }
    assertThat(readme).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void theDefinitionOfTheReadmeIsTheExampleAndIsUnderstood() throws IOException {
    Path example = Path.of("examples/page-views.yaml");
    assertThat(Files.readString(Path.of("../README.md")))
        .contains("```yaml\n" + Files.readString(example) + "```");
    assertThat(DefinitionFile.read(example).all())
        .singleElement()
        .satisfies(definition -> assertThat(definition.name()).isEqualTo("page-views"));
  }

  @Test
  void everyCommandThatTheReadmeNamesExists() throws IOException {
    assertThat(Files.readString(Path.of("../README.md")))
        .contains(
            Murmur.commandLine().getSubcommands().keySet().stream()
                .map(name -> "`" + name + "`")
                .toList());
  }

  @Test
  void theSchemaIsWhereTheReadmeSays() throws IOException {
    Matcher named =
        Pattern.compile("`(\\S+/definition\\.schema\\.json)`")
            .matcher(Files.readString(Path.of("../README.md")));
    assertThat(named.find()).isTrue();
    assertThat(Path.of("..").resolve(named.group(1))).isRegularFile();
  }

  @Test
  void everyPropertyOfTheDemoThatTheReadmeNamesIsOneOfItsProfile() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(readme).contains("    mvn -Pdemo\n", "`mvn -Pdemo-replay`");
    assertThat(pom).contains("<id>demo-replay</id>");
    String profile =
        pom.substring(pom.indexOf("<id>demo</id>"), pom.indexOf("<id>demo-replay</id>"));
    var named = new TreeSet<String>();
    Matcher properties = Pattern.compile("`[^`\\n]*-D([a-z.]+)=FILE`").matcher(readme);
    while (properties.find()) {
      named.add(properties.group(1));
    }
    assertThat(named).containsExactlyInAnyOrder("pipeline", "report", "export");
    for (String property : named) {
      assertThat(profile)
          .contains("<" + property + "/>")
          .contains("<argument>--%s=${%s}</argument>".formatted(property, property));
    }
  }

  private static void collectOptions(CommandLine line, Set<String> names) {
    line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
    line.getSubcommands().values().forEach(sub -> collectOptions(sub, names));
  }

  private static void assertUnderstood(String text) {
    Matcher commands = COMMAND.matcher(text);
    int found = 0;
    while (commands.find()) {
      String joined = commands.group().replaceAll("\\\\\\s*\\n\\s*", " ").trim();
      String jar = joined.contains("replay-job.jar") ? "replay-job.jar" : "bootstrap-job.jar";
      String[] words = joined.substring(joined.indexOf(jar) + jar.length()).trim().split("\\s+");
      for (int i = 0; i < words.length; i++) {
        words[i] = words[i].replace("'", "");
      }
      lineOf(jar, joined.contains("-c " + Murmur.class.getName())).parseArgs(words);
      found++;
    }
    assertThat(found).isPositive();
  }

  private static CommandLine lineOf(String jar, boolean ofMurmur) {
    if (ofMurmur) {
      return Murmur.commandLine();
    }
    return new CommandLine(
        jar.startsWith("replay") ? new ReplayArguments() : new BootstrapArguments());
  }
}
