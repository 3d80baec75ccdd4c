package io.murmur.jobs.demo;

import io.murmur.jobs.cli.Murmur;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs commands as a user does in a terminal, and shows what was typed and what came. */
final class Shell {

  /** The server shares a busy machine with all else, and may answer too late. */
  private static final int ATTEMPTS = 5;

  private final PrintWriter out;

  Shell(PrintWriter out) {
    this.out = out;
  }

  void say(String text, Object... values) {
    out.printf(Locale.ROOT, text + "%n", values);
    out.flush();
  }

  /**
   * Runs the command {@code murmur}.
   *
   * @param words that are shown
   * @param unsaid that are not: where the server is
   * @return what it printed
   */
  String murmur(List<String> words, List<String> unsaid) {
    say("%n$ murmur %s", String.join(" ", words));
    String shown = quietly(words, unsaid);
    out.print(shown);
    out.flush();
    return shown;
  }

  /** The same without showing anything. */
  static String quietly(List<String> words, List<String> unsaid) {
    List<String> all = new ArrayList<>(words);
    all.addAll(unsaid);
    String[] command = all.toArray(String[]::new);
    for (int attempt = 1; ; attempt++) {
      StringWriter shown = new StringWriter();
      PrintWriter screen = new PrintWriter(shown);
      if (Murmur.commandLine().setOut(screen).setErr(screen).execute(command) == 0) {
        return shown.toString();
      } else if (attempt == ATTEMPTS) {
        throw new IllegalStateException(
            "the run is complete, but this failed: " + shown.toString().strip());
      }
    }
  }
}
