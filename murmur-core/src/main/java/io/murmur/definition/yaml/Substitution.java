package io.murmur.definition.yaml;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Fills environment variables into a text: <code>${NAME}</code>, <code>${NAME:-default}</code> for
 * one that may be missing or empty, and {@code $$} for a dollar sign. A dollar sign that is
 * followed by anything else stands for itself.
 */
final class Substitution {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Environment environment;
  private final BiConsumer<Integer, String> problems;
  private final StringBuilder result = new StringBuilder();
  private boolean substituted;
  private boolean literal;
  private boolean fallback;

  private Substitution(Environment environment, BiConsumer<Integer, String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /**
   * What came out.
   *
   * @param text with the values of the variables
   * @param substituted whether it differs from what was written
   * @param literal whether some of it was written in the file, outside of variables
   * @param fallback whether some of it is a default that was written in the file
   */
  record Result(String text, boolean substituted, boolean literal, boolean fallback) {}

  /**
   * Fills in the variables.
   *
   * @param problems takes the index and the message of whatever is wrong
   */
  static Result apply(String text, Environment environment, BiConsumer<Integer, String> problems) {
    return new Substitution(environment, problems).run(text);
  }

  private Result run(String text) {
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("$$", i)) {
        result.append('$');
        substituted = true;
        literal = true;
        i += 2;
      } else if (text.startsWith("${", i)) {
        i = variable(text, i);
      } else {
        result.append(text.charAt(i));
        literal = true;
        i++;
      }
    }
    return new Result(result.toString(), substituted, literal, fallback);
  }

  /** The index after the variable that begins at an index. */
  private int variable(String text, int start) {
    substituted = true;
    int end = text.indexOf('}', start);
    if (end < 0) {
      problems.accept(start, "'${' has no '}'; write '$${' for the characters themselves");
      return text.length();
    }
    String inside = text.substring(start + 2, end);
    int separator = inside.indexOf(":-");
    String name = separator < 0 ? inside : inside.substring(0, separator);
    if (!NAME.matcher(name).matches()) {
      problems.accept(
          start,
          "'%s' is not the name of an environment variable; write '$${' for the characters '${'"
              .formatted(name));
      return end + 1;
    }
    Optional<String> value = environment.variable(name);
    if (separator >= 0) {
      boolean given = value.isPresent() && !value.get().isEmpty();
      fallback |= !given;
      result.append(given ? value.get() : inside.substring(separator + 2));
    } else if (value.isPresent()) {
      result.append(value.get());
    } else {
      problems.accept(
          start,
          "the environment variable %s is not set: set it, or say what to use without it, as in ${%s:-value}"
              .formatted(name, name));
    }
    return end + 1;
  }
}
