package io.murmur.definition.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Ready shapes. */
public final class Shapes {

  private Shapes() {}

  /** Any text, also one that looks like a number; not empty. */
  public static Shape<String> text() {
    return freeText("text").map(Text::value);
  }

  /** Any text, with its places: for languages within the file. */
  public static Shape<Text> sourceText(String what) {
    return freeText(what);
  }

  private static Shape<Text> freeText(String what) {
    return of(
        value ->
            value
                .text(what)
                .filter(
                    text -> {
                      if (text.value().isEmpty() && !text.substituted()) {
                        value.problem("is empty");
                      } else if (text.value().isEmpty()) {
                        value.problem("is empty after the environment's variables are filled in");
                      }
                      return !text.value().isEmpty();
                    }),
        parts -> {
          ObjectNode schema = JsonNodeFactory.instance.objectNode();
          schema.putArray("type").add("string").add("number").add("boolean");
          return schema.put("minLength", 1);
        });
  }

  /**
   * Text of a form.
   *
   * @param what the form in words, after "must be"
   */
  public static Shape<String> text(Pattern form, String what) {
    return parsed(
        what,
        string().put("pattern", "(" + anchored(form.pattern()) + ")|\\$\\{"),
        text ->
            form.matcher(text.value()).matches() ? Optional.of(text.value()) : Optional.empty());
  }

  /** One of some words, each of which stands for something, named in the order of the map. */
  public static <T> Shape<T> choice(Map<String, T> choices) {
    Map<String, T> copy = new LinkedHashMap<>(choices);
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    copy.keySet().forEach(schema.putArray("enum")::add);
    return of(
        value ->
            value
                .text("one of " + String.join(", ", copy.keySet()))
                .flatMap(
                    text -> {
                      Optional<T> chosen = Optional.ofNullable(copy.get(text.value()));
                      if (chosen.isEmpty()) {
                        value.problem(
                            "must be one of %s, not '%s'%s"
                                .formatted(
                                    String.join(", ", copy.keySet()),
                                    text.value(),
                                    Nearest.to(text.value(), copy.keySet())
                                        .map(near -> "; did you mean '" + near + "'?")
                                        .orElse("")));
                      }
                      return chosen;
                    }),
        parts -> parts.orVariable(schema.deepCopy()));
  }

  /** {@code true} or {@code false}, and nothing else that some take for it. */
  public static Shape<Boolean> flag() {
    return unquoted(
        "true or false",
        JsonNodeFactory.instance.objectNode().put("type", "boolean"),
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** A whole number in decimal digits. */
  public static Shape<Long> whole(long least, long most) {
    return unquoted(
        "a whole number from %,d to %,d, in plain digits".formatted(least, most),
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "integer")
            .put("minimum", least)
            .put("maximum", most),
        text -> Numbers.whole(text).filter(number -> number >= least && number <= most));
  }

  /** A number between two others, both excluded. */
  public static Shape<Double> between(double above, double below) {
    return unquoted(
        "a number above " + Numbers.plain(above) + " and below " + Numbers.plain(below),
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "number")
            .put("exclusiveMinimum", above)
            .put("exclusiveMaximum", below),
        text -> Numbers.decimal(text).filter(number -> number > above && number < below));
  }

  /** A span of time that is not below a least one. */
  public static Shape<Duration> duration(Duration least) {
    return parsed(
        "a duration such as 500ms, 30s, 15m, 1h30m or 7d"
            + (least.isZero() ? "" : ", at least " + Durations.write(least)),
        string().put("pattern", "^([0-9]+(ms|s|m|h|d))+$|\\$\\{"),
        text -> Durations.parse(text.value()).filter(span -> span.compareTo(least) >= 0));
  }

  /** A number of bytes between two others, both included. */
  public static Shape<Long> size(long least, long most) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("integer");
    schema.put("pattern", "^[0-9]+ *([bB]|[kKmMgG][bB])?$|\\$\\{");
    return parsed(
        "a size such as 512kb, 64mb or 1gb, from %s to %s"
            .formatted(Numbers.writeSize(least), Numbers.writeSize(most)),
        schema,
        text -> Numbers.size(text.value()).filter(size -> size >= least && size <= most));
  }

  /** A date: {@code 2026-01-31}. */
  public static Shape<LocalDate> date() {
    return parsed(
        "a date such as 2026-01-31",
        string().put("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$|\\$\\{"),
        text -> {
          try {
            return Optional.of(LocalDate.parse(text.value()));
          } catch (DateTimeParseException expected) {
            return Optional.empty();
          }
        });
  }

  /** Text that something else reads, whose complaints become the problem. */
  public static <T> Shape<T> checked(Shape<String> text, Function<String, T> parse) {
    return of(
        value ->
            text.read(value)
                .flatMap(
                    written -> {
                      try {
                        return Optional.of(parse.apply(written));
                      } catch (IllegalArgumentException e) {
                        value.problem(e.getMessage());
                        return Optional.empty();
                      }
                    }),
        text::schema);
  }

  /** One value, or a list of them. */
  public static <T> Shape<List<T>> oneOrMore(Shape<T> one) {
    return of(
        value -> {
          if (!value.isList()) {
            return one.read(value).map(List::of);
          }
          return value.list("a list").flatMap(values -> all(values, one));
        },
        parts -> {
          ObjectNode schema = JsonNodeFactory.instance.objectNode();
          schema.putArray("anyOf").add(one.schema(parts)).add(listSchema(one, parts));
          return schema;
        });
  }

  /** A list of at least one value. */
  public static <T> Shape<List<T>> list(Shape<T> one, String what) {
    return of(
        value -> value.list(what).flatMap(values -> all(values, one)),
        parts -> listSchema(one, parts));
  }

  /**
   * A section whose names the file chooses, at least one.
   *
   * @param name what each name must be
   * @param what the same in words, after "must be"
   * @param one what each value must be
   */
  public static <T> Shape<Map<String, T>> named(Pattern name, String what, Shape<T> one) {
    return of(
        value ->
            value
                .entries("a section in which each name is " + what)
                .flatMap(entries -> named(value, entries, name, what, one)),
        parts -> {
          ObjectNode schema = JsonNodeFactory.instance.objectNode();
          schema.put("type", "object").put("minProperties", 1);
          schema.putObject("propertyNames").put("pattern", anchored(name.pattern()));
          schema.set("additionalProperties", one.schema(parts));
          return schema;
        });
  }

  private static <T> Optional<Map<String, T>> named(
      Value value, Map<String, Value.Entry> entries, Pattern form, String what, Shape<T> one) {
    if (entries.isEmpty()) {
      value.problem("is empty");
    }
    Map<String, T> read = new LinkedHashMap<>();
    boolean right = !entries.isEmpty();
    for (Value.Entry entry : entries.values()) {
      String name = entry.name().value();
      if (!form.matcher(name).matches()) {
        entry.name().owner().problem("must be %s, not '%s'".formatted(what, name));
        right = false;
      }
      Optional<T> each = one.read(entry.value());
      right &= each.isPresent();
      each.ifPresent(good -> read.put(name, good));
    }
    return right ? Optional.of(read) : Optional.empty();
  }

  /**
   * A value of a language that tells texts from numbers: {@code true} and {@code false} are a
   * {@link Boolean}, a plain number is a {@link BigDecimal} with all its digits, and all else,
   * whatever is in quotes, and whatever comes from a variable is a {@link String}.
   */
  public static Shape<Object> literal() {
    return of(
        value -> value.text("a text, a number, true or false").map(Shapes::literal),
        parts -> {
          ObjectNode schema = JsonNodeFactory.instance.objectNode();
          schema.putArray("type").add("string").add("number").add("boolean");
          return schema;
        });
  }

  private static Object literal(Text text) {
    String written = text.value();
    if (text.quoted() || text.substituted()) {
      return written;
    }
    if (written.equals("true") || written.equals("false")) {
      return Boolean.valueOf(written);
    }
    return Numbers.exact(written).map(Object.class::cast).orElse(written);
  }

  /** A section with a vocabulary, and what is made of it. */
  public static <T> Shape<T> section(Words words, Function<Section, Optional<T>> reader) {
    return of(
        value -> value.section(words).flatMap(reader),
        parts -> parts.reference(words.title(), words::schema));
  }

  /** A shape of a reader and a schema. */
  public static <T> Shape<T> of(
      Function<Value, Optional<T>> reader, Function<SchemaParts, ObjectNode> schema) {
    return new Shape<>() {
      @Override
      public Optional<T> read(Value value) {
        return reader.apply(value);
      }

      @Override
      public ObjectNode schema(SchemaParts parts) {
        return schema.apply(parts);
      }
    };
  }

  /** Either of two shapes, told apart by whether the value is a section. */
  public static <T> Shape<T> either(Shape<T> section, Shape<T> other) {
    return of(
        value -> value.isSection() ? section.read(value) : other.read(value),
        parts -> {
          ObjectNode schema = JsonNodeFactory.instance.objectNode();
          schema.putArray("anyOf").add(other.schema(parts)).add(section.schema(parts));
          return schema;
        });
  }

  private static <T> Optional<List<T>> all(List<Value> values, Shape<T> one) {
    List<T> read = new ArrayList<>();
    values.forEach(value -> one.read(value).ifPresent(read::add));
    return read.size() == values.size() ? Optional.of(List.copyOf(read)) : Optional.empty();
  }

  private static ObjectNode listSchema(Shape<?> one, SchemaParts parts) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "array").put("minItems", 1).set("items", one.schema(parts));
    return schema;
  }

  private static <T> Shape<T> parsed(
      String what, ObjectNode schema, Function<Text, Optional<T>> parse) {
    return of(
        value -> value.text(what).flatMap(text -> orProblem(text, what, parse.apply(text))),
        parts -> schema.deepCopy());
  }

  /** A number or truth value: in quotes it is text, unless a variable stands for it. */
  private static <T> Shape<T> unquoted(
      String what, ObjectNode schema, Function<String, Optional<T>> parse) {
    BiFunction<Value, Text, Optional<T>> read =
        (value, text) -> {
          if (text.quoted() && !text.substituted()) {
            value.problem("must be %s, not text in quotes".formatted(what));
            return Optional.empty();
          }
          return orProblem(text, what, parse.apply(text.value()));
        };
    return of(
        value -> value.text(what).flatMap(text -> read.apply(value, text)),
        parts -> parts.orVariable(schema.deepCopy()));
  }

  private static <T> Optional<T> orProblem(Text text, String what, Optional<T> parsed) {
    if (parsed.isEmpty()) {
      text.owner().problem("must be %s, not '%s'".formatted(what, text.value()));
    }
    return parsed;
  }

  private static ObjectNode string() {
    return JsonNodeFactory.instance.objectNode().put("type", "string");
  }

  private static String anchored(String pattern) {
    return "^(" + pattern + ")$";
  }
}
