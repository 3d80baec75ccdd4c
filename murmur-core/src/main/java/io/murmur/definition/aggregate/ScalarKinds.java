package io.murmur.definition.aggregate;

import io.murmur.definition.event.Event;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Wanted;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.pipeline.Aggregation;
import io.murmur.pipeline.Aggregations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Counts, sums, extrema, first and last values, sets of texts. */
final class ScalarKinds {

  private static final Word<?>[] NO_MORE = {};

  private static final Words COUNT_WORDS = Words.of("aggregate-count", Kinds.WHEN);

  static final Word<Part<Aggregation<Event, ?, ?>>> COUNT =
      Word.optional(
          "count",
          Shapes.section(
              COUNT_WORDS,
              section -> Kinds.onlyWhen(section, Optional.of(Part.of(Aggregations.count())))),
          "The number of events; 'count' alone, or a section with 'when'.");

  private static final Word<ValueType> SUM_TYPE =
      Word.optional(
          "type",
          Shapes.choice(ValueType.byWord(ValueType.LONG, ValueType.DECIMAL, ValueType.DOUBLE)),
          "long (64 bits, overflow is an error), decimal (all digits, for money; the default), or"
              + " double (the last bits depend on the order).");

  private static final Word<ValueType> TYPE =
      Word.required(
          "type",
          Shapes.choice(ValueType.byWord(ValueType.values())),
          "What the values are: long, decimal, double or string.");

  static final Word<Part<Aggregation<Event, ?, ?>>> SUM =
      Word.optional(
          "sum",
          Shapes.either(
              typed("sum", SUM_TYPE, Lifts::sum),
              ExpressionShapes.expression(Wanted.NUMBER)
                  .map(of -> of.map(number -> Lifts.sum(ValueType.DECIMAL, number)))),
          "The sum of a number: an expression (summed as decimal), or a section.");

  static final Word<Part<Aggregation<Event, ?, ?>>> MIN =
      Word.optional("min", typed("min", TYPE, Lifts::min), "The least value.");

  static final Word<Part<Aggregation<Event, ?, ?>>> MAX =
      Word.optional("max", typed("max", TYPE, Lifts::max), "The greatest value.");

  static final Word<Part<Aggregation<Event, ?, ?>>> FIRST =
      Word.optional(
          "first",
          typed("first", TYPE, Lifts::first),
          "The value of the first event by (event time, event id). Needs event.time.");

  static final Word<Part<Aggregation<Event, ?, ?>>> LAST =
      Word.optional(
          "last",
          typed("last", TYPE, Lifts::last),
          "The value of the last event by (event time, event id). Needs event.time.");

  static final Word<Part<Aggregation<Event, ?, ?>>> SET =
      Kinds.kind(
          "set",
          "All distinct texts, exactly: for few of them.",
          Kinds.of(Wanted.TEXT, "The text."),
          NO_MORE,
          (section, of) -> Optional.of(of.map(text -> Aggregations.stringSet(Lifts.text(text)))),
          text -> Aggregations.stringSet(Lifts.text(text)));

  private static final Word<Duration> HALF_LIFE =
      Word.required(
          "half-life",
          Shapes.duration(Duration.ofMillis(1)),
          "After this long an event weighs half.");

  private static final Word<Part<Expression>> WEIGHT =
      Word.optional(
          "of",
          ExpressionShapes.expression(Wanted.NUMBER),
          "What an event weighs at its time; 1 unless said.");

  static final Word<Part<Aggregation<Event, ?, ?>>> DECAYED_SUM =
      Word.optional(
          "decayed-sum",
          Kinds.section("decayed-sum", HALF_LIFE, new Word<?>[] {WEIGHT}, ScalarKinds::decayedSum),
          "How much happened lately: what an event weighs halves with each half-life. Needs"
              + " event.time.");

  static final List<Word<Part<Aggregation<Event, ?, ?>>>> ALL =
      List.of(COUNT, SUM, MIN, MAX, FIRST, LAST, SET, DECAYED_SUM);

  private ScalarKinds() {}

  private static Optional<Part<Aggregation<Event, ?, ?>>> decayedSum(Section section) {
    Optional<Duration> halfLife = section.get(HALF_LIFE);
    if (!section.has(WEIGHT)) {
      return halfLife.map(span -> Part.of(Aggregations.trending(span)));
    }
    Optional<Part<Expression>> weight = section.get(WEIGHT);
    return halfLife.flatMap(
        span -> weight.map(of -> of.map(x -> Aggregations.trending(span, Lifts.nearest(x)))));
  }

  /** What the expression must give depends on the type, which is read first. */
  private static Shape<Part<Aggregation<Event, ?, ?>>> typed(
      String name,
      Word<ValueType> type,
      BiFunction<ValueType, Expression, Aggregation<Event, ?, ?>> make) {
    Word<Part<Expression>> of = Kinds.of(Wanted.TEXT, "The value.");
    return Kinds.section(
        name,
        of,
        new Word<?>[] {type},
        section -> {
          Optional<ValueType> given =
              section.has(type) || type.required()
                  ? section.get(type)
                  : Optional.of(ValueType.DECIMAL);
          Wanted wanted = given.map(ValueType::wanted).orElse(Wanted.TEXT);
          Optional<Part<Expression>> value =
              section.value(of).flatMap(ExpressionShapes.expression(wanted)::read);
          return given.flatMap(as -> value.map(part -> part.map(x -> make.apply(as, x))));
        });
  }
}
