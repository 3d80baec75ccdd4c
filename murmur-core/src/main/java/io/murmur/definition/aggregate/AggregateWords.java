package io.murmur.definition.aggregate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.definition.event.Event;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Wanted;
import io.murmur.definition.yaml.Nearest;
import io.murmur.definition.yaml.SchemaParts;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Value;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.pipeline.Aggregation;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.StructAggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every aggregate that a definition can ask for: one of the built-in monoids, maps and structs. */
public final class AggregateWords {

  private static final Pattern FIELD_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,63}");

  private static final Shape<Part<Aggregation<Event, ?, ?>>> AGGREGATE =
      Shapes.of(AggregateWords::read, AggregateWords::schema);

  private static final Word<Part<Expression>> BY =
      Word.required(
          "by",
          ExpressionShapes.expression(Wanted.TEXT),
          "Which entry of the map an event counts for.");

  private static final Word<Part<Aggregation<Event, ?, ?>>> OF =
      Word.required("of", AGGREGATE, "What is kept for each entry.");

  private static final Word<Part<Aggregation<Event, ?, ?>>> MAP =
      Word.optional(
          "map",
          Kinds.section("map", BY, new Word<?>[] {OF}, AggregateWords::map),
          "An aggregate for each value of something, all in one item: for few of them.");

  private static final Word<Part<Aggregation<Event, ?, ?>>> STRUCT =
      Word.optional(
          "struct",
          Shapes.of(AggregateWords::struct, AggregateWords::structSchema),
          "Several named aggregates of each event, in one item and one write.");

  private static final List<Word<Part<Aggregation<Event, ?, ?>>>> KINDS = kinds();

  private static final Words WORDS = Words.of("aggregate", KINDS.toArray(new Word<?>[0]));

  private AggregateWords() {}

  /** What events add: {@code count}, or a section with one of the kinds. */
  public static Shape<Part<Aggregation<Event, ?, ?>>> aggregate() {
    return AGGREGATE;
  }

  private static List<Word<Part<Aggregation<Event, ?, ?>>>> kinds() {
    List<Word<Part<Aggregation<Event, ?, ?>>>> all = new ArrayList<>(ScalarKinds.ALL);
    all.addAll(SketchKinds.ALL);
    all.add(MAP);
    all.add(STRUCT);
    return List.copyOf(all);
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> read(Value value) {
    if (value.isScalar()) {
      return value.text("an aggregate").flatMap(text -> word(value, text.value()));
    }
    return value.section(WORDS).flatMap(AggregateWords::one);
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> word(Value value, String word) {
    if (word.equals(ScalarKinds.COUNT.name())) {
      return Optional.of(Part.of(Aggregations.count()));
    }
    value.problem(
        WORDS.names().contains(word)
            ? "'%s' alone does not say of what: write {%s: …}".formatted(word, word)
            : "unknown aggregate '" + word + "'" + Nearest.hint(word, WORDS.names()));
    return Optional.empty();
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> one(Section section) {
    List<Word<Part<Aggregation<Event, ?, ?>>>> given = KINDS.stream().filter(section::has).toList();
    // All are read, so that all their problems are told.
    List<Optional<Part<Aggregation<Event, ?, ?>>>> read = given.stream().map(section::get).toList();
    if (given.isEmpty()) {
      if (section.isEmpty()) {
        section.problem("has no aggregate: one of " + String.join(", ", WORDS.names()));
      }
      return Optional.empty();
    }
    if (given.size() > 1) {
      section.problem(
          "has %d aggregates, '%s' and '%s': give them names in a struct"
              .formatted(given.size(), given.get(0).name(), given.get(1).name()));
      return Optional.empty();
    }
    return read.get(0);
  }

  private static ObjectNode schema(SchemaParts parts) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ObjectNode word = JsonNodeFactory.instance.objectNode();
    word.putArray("enum").add(ScalarKinds.COUNT.name());
    ObjectNode section =
        Shapes.section(WORDS, unused -> Optional.empty())
            .schema(parts)
            .put("minProperties", 1)
            .put("maxProperties", 1);
    schema.putArray("anyOf").add(word).add(section);
    return schema;
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> map(Section section) {
    Optional<Part<Expression>> by = section.get(BY);
    Optional<Part<Aggregation<Event, ?, ?>>> of = section.get(OF);
    return by.flatMap(key -> of.map(value -> key.with(value, AggregateWords::mapBy)));
  }

  private static Aggregation<Event, ?, ?> mapBy(Expression by, Aggregation<Event, ?, ?> of) {
    return Aggregations.mapBy(Lifts.text(by), of);
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> struct(Value value) {
    Optional<Map<String, Value.Entry>> entries =
        value.entries("a section with a name for each aggregate");
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    List<Part<Aggregation<Event, ?, ?>>> fields = new ArrayList<>();
    boolean right = true;
    for (Value.Entry entry : entries.get().values()) {
      String name = entry.name().value();
      if (!FIELD_NAME.matcher(name).matches()) {
        entry
            .name()
            .owner()
            .problem(
                "the name of a field must be a letter and up to 63 letters, digits and"
                    + " underscores, not '"
                    + name
                    + "'");
        right = false;
      }
      names.add(name);
      AGGREGATE.read(entry.value()).ifPresent(fields::add);
    }
    if (names.isEmpty()) {
      value.problem("a struct has at least one field, as in {views: count}");
    }
    if (names.isEmpty() || !right || fields.size() < names.size()) {
      return Optional.empty();
    }
    return Optional.of(Part.all(fields).map(aggregations -> struct(names, aggregations)));
  }

  private static Aggregation<Event, ?, ?> struct(
      List<String> names, List<Aggregation<Event, ?, ?>> aggregations) {
    StructAggregation<Event> struct = new StructAggregation<>();
    for (int i = 0; i < names.size(); i++) {
      struct.field(names.get(i), aggregations.get(i));
    }
    return struct.build();
  }

  private static ObjectNode structSchema(SchemaParts parts) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object").put("minProperties", 1);
    schema.putObject("propertyNames").put("pattern", "^" + FIELD_NAME.pattern() + "$");
    schema.set("additionalProperties", AGGREGATE.schema(parts));
    return schema;
  }
}
