package io.murmur.definition.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fields are written: names with dots between them, and {@code this["…"]} in front for a first
 * name, or {@code ["…"]} for any other, that is no plain word.
 */
public final class FieldNames {

  /** The event itself, in front of a name that is no plain word. */
  public static final String EVENT = "this";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PART =
      Pattern.compile(
          "\\.(?<plain>[A-Za-z_][A-Za-z0-9_]*)|\\[(?<quoted>\"[^\"\\\\]*\"|'[^'\\\\]*')\\]");

  private FieldNames() {}

  /** The path that a text is, if it is nothing but a field. */
  public static Optional<List<String>> parse(String text) {
    Matcher first = PLAIN.matcher(text);
    if (!first.lookingAt() || isLiteral(first.group())) {
      return Optional.empty();
    }
    List<String> path = new ArrayList<>();
    if (!first.group().equals(EVENT)) {
      path.add(first.group());
    }
    Matcher part = PART.matcher(text).region(first.end(), text.length());
    while (part.lookingAt()) {
      String quoted = part.group("quoted");
      path.add(quoted == null ? part.group("plain") : quoted.substring(1, quoted.length() - 1));
      part.region(part.end(), text.length());
    }
    return part.regionStart() < text.length() || path.isEmpty()
        ? Optional.empty()
        : Optional.of(List.copyOf(path));
  }

  /** The text of a path. */
  public static String write(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String name : path) {
      boolean plain = PLAIN.matcher(name).matches();
      if (text.isEmpty()) {
        text.append(plain && !isLiteral(name) && !name.equals(EVENT) ? name : EVENT + quoted(name));
      } else {
        text.append(plain ? "." + name : quoted(name));
      }
    }
    return text.toString();
  }

  private static String quoted(String name) {
    return "[\"" + name + "\"]";
  }

  private static boolean isLiteral(String word) {
    return word.equals("true") || word.equals("false") || word.equals("null") || word.equals("in");
  }
}
