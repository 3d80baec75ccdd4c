package io.murmur.definition;

import io.murmur.definition.aggregate.ExpressionShapes;
import io.murmur.definition.aggregate.FieldUse;
import io.murmur.definition.aggregate.Part;
import io.murmur.definition.event.Event;
import io.murmur.definition.event.TimeFormat;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Template;
import io.murmur.definition.expression.Values;
import io.murmur.definition.expression.Wanted;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.pipeline.Functions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words about an event's id and time. */
final class EventWords {

  private static final Word<Part<Template>> ID =
      Word.optional(
          "id",
          ExpressionShapes.template(),
          "What the event is called, as text with expressions in braces: '{request_id}'. Unless"
              + " said, the record's own place is its id, so that every record counts.");

  private static final Word<Part<Expression>> TIME_OF =
      Word.required("of", ExpressionShapes.expression(Wanted.TEXT), "Where the time is.");

  private static final Word<TimeFormat> TIME_FORMAT =
      Word.required(
          "format",
          Shapes.choice(formats()),
          "How the time is written: never guessed, since 1700000000 is a time in several.");

  private static final Words TIME_WORDS = Words.of("event-time", TIME_OF, TIME_FORMAT);

  private static final Word<Part<Time>> TIME =
      Word.optional(
          "time",
          Shapes.section(TIME_WORDS, EventWords::time),
          "When the event happened; windows, first, last and decayed-sum need it.");

  private static final Words WORDS = Words.of("event", ID, TIME);

  private EventWords() {}

  /** An event's time and how it is written. */
  record Time(Expression of, TimeFormat format) {

    Functions.EventTime<Event> function() {
      Expression expression = of;
      TimeFormat written = format;
      return event -> Values.time(expression, expression.evaluate(event), written);
    }

    String text() {
      return of.text() + " (" + format.word() + ")";
    }
  }

  /**
   * What is known of events.
   *
   * @param id what they are called
   * @param time when they happened
   */
  record Events(Optional<Part<Template>> id, Optional<Part<Time>> time) {

    static final Events UNKNOWN = new Events(Optional.empty(), Optional.empty());

    List<FieldUse> uses() {
      List<FieldUse> uses = new ArrayList<>();
      id.ifPresent(part -> uses.addAll(part.uses()));
      time.ifPresent(part -> uses.addAll(part.uses()));
      return uses;
    }
  }

  static Shape<Events> shape() {
    return Shapes.section(WORDS, EventWords::read);
  }

  private static Optional<Events> read(Section section) {
    Optional<Part<Template>> id = section.get(ID);
    Optional<Part<Time>> time = section.get(TIME);
    if ((section.has(ID) && id.isEmpty()) || (section.has(TIME) && time.isEmpty())) {
      return Optional.empty();
    }
    if (id.isPresent() && id.get().draft().paths().isEmpty()) {
      section.problem(
          ID,
          "an id without a field is the same for all events: put one in braces, as in"
              + " '{request_id}'");
      return Optional.empty();
    }
    return Optional.of(new Events(id, time));
  }

  private static Optional<Part<Time>> time(Section section) {
    Optional<Part<Expression>> of = section.get(TIME_OF);
    Optional<TimeFormat> format = section.get(TIME_FORMAT);
    if (of.isPresent() && of.get().draft().paths().isEmpty()) {
      section.problem(TIME_OF, "a time without a field is the same for all events");
      return Optional.empty();
    }
    return of.flatMap(part -> format.map(as -> part.map(x -> new Time(x, as))));
  }

  private static Map<String, TimeFormat> formats() {
    Map<String, TimeFormat> formats = new LinkedHashMap<>();
    for (TimeFormat format : TimeFormat.values()) {
      formats.put(format.word(), format);
    }
    return formats;
  }
}
