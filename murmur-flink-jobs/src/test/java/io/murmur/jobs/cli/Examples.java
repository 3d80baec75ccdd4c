package io.murmur.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands in a text, as a shell would take them apart. */
public final class Examples {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private Examples() {}

  /** The words behind a program's name, of each command that is a line of its own. */
  public static List<String[]> of(String text, String program) {
    Pattern command =
        Pattern.compile(
            "^ +" + Pattern.quote(program) + " ((?:[^\\n]*\\\\\\n)*[^\\n]*)", Pattern.MULTILINE);
    List<String[]> examples = new ArrayList<>();
    Matcher commands = command.matcher(text);
    while (commands.find()) {
      examples.add(words(commands.group(1).replaceAll("\\\\\\s*\\n", " ")));
    }
    return examples;
  }

  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return words.toArray(String[]::new);
  }
}
