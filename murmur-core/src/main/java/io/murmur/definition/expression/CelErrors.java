package io.murmur.definition.expression;

import dev.cel.common.CelIssue;
import dev.cel.runtime.CelEvaluationException;
import io.murmur.definition.expression.ExpressionException.Mistake;
import io.murmur.definition.yaml.Nearest;
import io.murmur.pipeline.InvalidEventException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what CEL found wrong in the words of definitions. */
final class CelErrors {

  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile("found no matching overload for '([^']+)' applied to '([^']*)'.*");
  private static final Pattern EXPECTING = Pattern.compile(" expecting .*", Pattern.DOTALL);
  private static final Pattern NO_ATTRIBUTE = Pattern.compile(".*No such attribute\\(s\\): (.*)");
  private static final Pattern NO_KEY = Pattern.compile(".*key '([^']*)' is not present in map.*");
  private static final Pattern PLACE = Pattern.compile("^evaluation error(?: at [^ ]*)?: ");

  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("!_", "!"),
          Map.entry("-_", "-"),
          Map.entry("_?_:_", "? :"),
          Map.entry("_[_]", "[ ]"),
          Map.entry("@in", "in"));

  private CelErrors() {}

  /** All issues, each at its place in the text. */
  static ExpressionException explain(String text, List<CelIssue> issues) {
    List<Mistake> mistakes = new ArrayList<>();
    for (CelIssue issue : issues) {
      int index =
          index(text, issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn());
      mistakes.add(mistake(text, index, issue.getMessage()));
    }
    return new ExpressionException(mistakes);
  }

  private static Mistake mistake(String text, int index, String message) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      String function = undeclared.group(1);
      // CEL points at the parenthesis.
      int start = text.lastIndexOf(function, index);
      return new Mistake(
          start < 0 ? index : start,
          "unknown function '%s'%s"
              .formatted(function, Nearest.hint(function, CelLanguage.INSTANCE.functionNames())));
    }
    Matcher overload = NO_OVERLOAD.matcher(message);
    if (overload.matches()) {
      return new Mistake(
          index,
          "'%s' cannot be applied to %s"
              .formatted(operator(overload.group(1)), types(overload.group(2))));
    }
    String plain =
        EXPECTING.matcher(message).replaceAll("").replace("'<EOF>'", "the end of the expression");
    return new Mistake(index, plain.startsWith("has()") ? plain : "not an expression: " + plain);
  }

  /** {@code _+_} is written {@code +}. */
  private static String operator(String function) {
    if (OPERATORS.containsKey(function)) {
      return OPERATORS.get(function);
    }
    return function.startsWith("_") && function.endsWith("_") && function.length() > 2
        ? function.substring(1, function.length() - 1)
        : function;
  }

  /** {@code (int, string)} or {@code string.(int)} in words. */
  private static String types(String applied) {
    return Arrays.stream(applied.replace(".(", ", ").replaceAll("[()]", " ").split(","))
        .map(String::strip)
        .filter(type -> !type.isEmpty())
        .map(
            type ->
                switch (type) {
                  case "int" -> ResultType.INT.words();
                  case "double", "decimal" -> ResultType.DECIMAL.words();
                  case "string" -> ResultType.STRING.words();
                  case "bool" -> ResultType.BOOL.words();
                  case "dyn" -> "a field";
                  case "null_type", "null" -> ResultType.NULL.words();
                  default ->
                      type.startsWith("list") ? ResultType.LIST.words() : ResultType.MAP.words();
                })
        .collect(Collectors.joining(" and "));
  }

  /** The index of a line (from 1) and a column (from 0, in code points). */
  private static int index(String text, int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = text.indexOf('\n', start) + 1;
    }
    return start + index(text.substring(start), Math.max(column, 0));
  }

  /** The index of a code point. */
  static int index(String text, int codePoint) {
    return text.offsetByCodePoints(0, Math.min(codePoint, text.codePointCount(0, text.length())));
  }

  /** Why an expression has no value for an event. */
  static InvalidEventException explain(CelExpression expression, CelEvaluationException error) {
    InvalidEventException invalid = new InvalidEventException(reason(expression, error));
    invalid.initCause(error);
    return invalid;
  }

  private static String reason(CelExpression expression, CelEvaluationException error) {
    String message = String.valueOf(error.getMessage());
    Matcher attribute = NO_ATTRIBUTE.matcher(message);
    if (attribute.matches()) {
      return "field " + attribute.group(1) + " is missing";
    }
    Matcher key = NO_KEY.matcher(message);
    if (key.matches()) {
      return "'%s': field %s is missing".formatted(expression.text(), key.group(1));
    }
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String root = String.valueOf(cause.getMessage());
    return "'%s': %s".formatted(expression.text(), PLACE.matcher(root).replaceFirst(""));
  }
}
