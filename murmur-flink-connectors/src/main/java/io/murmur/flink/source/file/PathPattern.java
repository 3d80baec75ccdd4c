package io.murmur.flink.source.file;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.core.fs.Path;

/**
 * The path of files to read, with wildcards: {@code *} and {@code ?} for any characters or one of a
 * name, {@code [a-z]} and {@code [!a-z]} for one of some, {@code **} for any number of folders, and
 * {@code {a,b}} for one of several texts, which may have slashes and wildcards. A backslash takes
 * away what the next character means. A path that is a folder stands for all files below it.
 *
 * @param text the pattern as it was written
 * @param base the folder, or the file, that the pattern begins with
 * @param steps how to go on from there, name by name
 */
record PathPattern(String text, String base, List<Step> steps) implements Serializable {

  private static final int MAX_ALTERNATIVES = 10_000;
  private static final String WILDCARDS = "*?[";

  /** One name, or any number of folders. */
  sealed interface Step extends Serializable {}

  /** Exactly this name. */
  record Literal(String name) implements Step {}

  /** Names that match. */
  record Wildcard(Pattern pattern, boolean hidden) implements Step {
    boolean matches(String name) {
      return pattern.matcher(name).matches();
    }
  }

  /** Any number of folders, or none. */
  record AnyFolders() implements Step {}

  /**
   * The patterns that a text stands for: one for each combination of its alternatives.
   *
   * @throws IllegalArgumentException if the text is not a pattern
   */
  static List<PathPattern> parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a path is empty");
    }
    List<PathPattern> patterns = new ArrayList<>();
    for (String alternative : alternatives(text)) {
      PathPattern pattern = parseOne(text, alternative);
      requirePath(text, pattern.base);
      patterns.add(pattern);
    }
    return patterns;
  }

  private static void requirePath(String text, String base) {
    try {
      if (new Path(base).getPath().isEmpty()) {
        throw new IllegalArgumentException("'" + base + "' has no path");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "path '%s' is no path: %s".formatted(text, e.getMessage()), e);
    }
  }

  private static PathPattern parseOne(String text, String alternative) {
    int wildcard = firstWildcard(alternative);
    if (wildcard < 0) {
      return new PathPattern(text, unescape(alternative), List.of());
    }
    int scheme = alternative.indexOf("://");
    if (scheme >= 0 && alternative.lastIndexOf('/', wildcard) < scheme + "://".length()) {
      throw new IllegalArgumentException(
          "path '%s': the bucket or host may have no '*', '?' and '['".formatted(text));
    }
    int slash = alternative.lastIndexOf('/', wildcard);
    String base = slash < 0 ? "." : unescape(alternative.substring(0, slash + 1));
    List<Step> steps = new ArrayList<>();
    for (String name : alternative.substring(slash + 1).split("/", -1)) {
      if (!name.isEmpty()) {
        steps.add(step(text, name));
      }
    }
    return new PathPattern(text, base, List.copyOf(steps));
  }

  private static Step step(String text, String name) {
    if (name.equals("**")) {
      return new AnyFolders();
    }
    if (name.contains("**")) {
      throw new IllegalArgumentException(
          "path '%s': '**' stands for folders and must be alone between slashes, as in '**/*.json'"
              .formatted(text));
    }
    if (firstWildcard(name) < 0) {
      return new Literal(unescape(name));
    }
    return new Wildcard(Pattern.compile(regex(text, name), Pattern.DOTALL), isHidden(name));
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** The folder or file that the pattern begins with. */
  Path basePath() {
    return new Path(base);
  }

  private static int firstWildcard(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (WILDCARDS.indexOf(c) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        c = text.charAt(++i);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static String regex(String text, String name) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> {
          int close = name.indexOf(']', i + 2);
          if (close < 0) {
            throw new IllegalArgumentException(
                "path '%s': a '[' has no ']'; write '\\[' for the character".formatted(text));
          }
          regex.append(characterClass(text, name.substring(i + 1, close)));
          i = close;
        }
        case '\\' -> {
          if (++i < name.length()) {
            regex.append(Pattern.quote(name.substring(i, i + 1)));
          }
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  private static String characterClass(String text, String characters) {
    boolean not = characters.startsWith("!") || characters.startsWith("^");
    String listed = not ? characters.substring(1) : characters;
    String safe = listed.replaceAll("[\\[\\]&^\\\\]", "\\\\$0");
    String regex = "[" + (not ? "^" : "") + safe + "]";
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "path '%s': '[%s]' is no set of characters: %s"
              .formatted(text, characters, e.getDescription()),
          e);
    }
    return regex;
  }

  /** Every text that comes of choosing one alternative of each pair of braces. */
  private static List<String> alternatives(String text) {
    List<String> found = List.of("");
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '{') {
        int close = closingBrace(text, i);
        List<String> choices = new ArrayList<>();
        for (String choice : splitChoices(text.substring(i + 1, close))) {
          choices.addAll(alternatives(choice));
        }
        found = product(text, found, choices);
        i = close + 1;
      } else {
        int end = c == '\\' ? Math.min(i + 2, text.length()) : i + 1;
        found = product(text, found, List.of(text.substring(i, end)));
        i = end;
      }
    }
    return found;
  }

  private static List<String> product(String text, List<String> heads, List<String> tails) {
    if ((long) heads.size() * tails.size() > MAX_ALTERNATIVES) {
      throw new IllegalArgumentException(
          "path '%s' stands for more than %d paths".formatted(text, MAX_ALTERNATIVES));
    }
    List<String> all = new ArrayList<>(heads.size() * tails.size());
    for (String head : heads) {
      for (String tail : tails) {
        all.add(head + tail);
      }
    }
    return all;
  }

  private static int closingBrace(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> {
          if (--depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException(
        "path '%s': a '{' has no '}'; write '\\{' for the character".formatted(text));
  }

  private static List<String> splitChoices(String choices) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < choices.length(); i++) {
      switch (choices.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(choices.substring(from, i));
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(choices.substring(from));
    return parts;
  }
}
