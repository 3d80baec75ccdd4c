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
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What the vocabularies of all kinds of aggregates have in common. */
final class Kinds {

  /** Which events add something. */
  static final Word<Part<Expression>> WHEN =
      Word.optional(
          "when",
          ExpressionShapes.expression(Wanted.CONDITION),
          "Only events for which this is true add something; unless said, all of the pipeline.");

  private Kinds() {}

  /** What an aggregate is of. */
  static Word<Part<Expression>> of(Wanted wanted, String about) {
    return Word.required("of", ExpressionShapes.expression(wanted), about);
  }

  /**
   * A kind of aggregate that is a section, or only what it is of.
   *
   * @param of the word of the section that says what it is of
   * @param more its other words, besides {@code when}
   * @param full makes it of what it is of, and of the section's other words
   * @param brief makes it of what it is of alone
   */
  static Word<Part<Aggregation<Event, ?, ?>>> kind(
      String name,
      String about,
      Word<Part<Expression>> of,
      Word<?>[] more,
      BiFunction<Section, Part<Expression>, Optional<Part<Aggregation<Event, ?, ?>>>> full,
      Function<Expression, Aggregation<Event, ?, ?>> brief) {
    return Word.optional(
        name,
        Shapes.either(
            section(
                name, of, more, section -> section.get(of).flatMap(x -> full.apply(section, x))),
            of.shape().map(expression -> expression.map(brief))),
        about);
  }

  /** The section of a kind, with {@code when}. */
  static Shape<Part<Aggregation<Event, ?, ?>>> section(
      String name,
      Word<?> first,
      Word<?>[] more,
      Function<Section, Optional<Part<Aggregation<Event, ?, ?>>>> reader) {
    Word<?>[] words = new Word<?>[more.length + 2];
    words[0] = first;
    System.arraycopy(more, 0, words, 1, more.length);
    words[words.length - 1] = WHEN;
    return Shapes.section(
        Words.of("aggregate-" + name, words), section -> onlyWhen(section, reader.apply(section)));
  }

  /** Reads {@code when}, also where the rest has problems. */
  static Optional<Part<Aggregation<Event, ?, ?>>> onlyWhen(
      Section section, Optional<Part<Aggregation<Event, ?, ?>>> whole) {
    if (!section.has(WHEN)) {
      return whole;
    }
    Optional<Part<Expression>> condition = section.get(WHEN);
    return whole.flatMap(
        aggregation -> condition.map(when -> aggregation.with(when, Kinds::restrict)));
  }

  private static Aggregation<Event, ?, ?> restrict(
      Aggregation<Event, ?, ?> aggregation, Expression when) {
    return aggregation.onlyIf(Lifts.condition(when));
  }
}
