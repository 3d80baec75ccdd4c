package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import picocli.CommandLine;

/** Runs commands as the process would, without leaving the JVM. */
final class Cli {

  private Cli() {}

  /** Fields that hold what is no command's own: values, counts by their names, reports. */
  private static final Set<String> OF_OTHERS = Set.of("value", "counts", "report");

  /** How a command ended, what it printed, and what its help says. */
  record Ended(int code, String out, String err, String help) {

    /** The answer; all of its fields are in the help. */
    JsonNode json() {
      try {
        JsonNode answer = new ObjectMapper().readTree(out);
        requireDocumented(answer);
        return answer;
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + out + err, e);
      }
    }

    private void requireDocumented(JsonNode node) {
      String documented = help.substring(help.indexOf("JSON"));
      for (var field : node.properties()) {
        assertThat(documented).containsPattern("\\b" + field.getKey() + "\\b");
        if (!OF_OTHERS.contains(field.getKey())) {
          requireDocumented(field.getValue());
        }
      }
      if (node.isArray()) {
        node.forEach(this::requireDocumented);
      }
    }
  }

  static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Murmur.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setColorScheme(
                picocli.CommandLine.Help.defaultColorScheme(picocli.CommandLine.Help.Ansi.OFF))
            .execute(arguments);
    return new Ended(code, out.toString(), err.toString(), help(arguments));
  }

  /** The help of the command that is meant. */
  private static String help(String... arguments) {
    CommandLine line = Murmur.commandLine();
    for (String word : arguments) {
      line = line.getSubcommands().getOrDefault(word, line);
    }
    String help = line.getUsageMessage(picocli.CommandLine.Help.Ansi.OFF);
    return help.substring(help.lastIndexOf("\nExample"));
  }
}
