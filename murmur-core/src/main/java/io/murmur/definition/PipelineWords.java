package io.murmur.definition;

import io.murmur.definition.aggregate.AggregateWords;
import io.murmur.definition.aggregate.ExpressionShapes;
import io.murmur.definition.aggregate.Part;
import io.murmur.definition.event.Event;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Template;
import io.murmur.definition.expression.Wanted;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.pipeline.Aggregation;
import io.murmur.window.Windowing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The words of one pipeline, alone in a file or one of several. */
final class PipelineWords {

  private static final Pattern NAME_FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}");

  static final Word<String> NAME =
      Word.optional(
          "name",
          Shapes.text(
              NAME_FORM,
              "1 to 100 letters, digits, '_', '.' and '-', beginning with a letter or digit"),
          "The pipeline's name: part of its runs, claims and metrics.");

  static final Word<EventWords.Events> EVENT =
      Word.optional("event", EventWords.shape(), "What an event is called, and when it happened.");

  static final Word<Part<Expression>> FILTER =
      Word.optional(
          "filter",
          ExpressionShapes.expression(Wanted.CONDITION),
          "Only events for which this is true count.");

  static final Word<List<Part<Template>>> KEY =
      Word.optional(
          "key",
          Shapes.oneOrMore(ExpressionShapes.template()),
          "What the event counts for: text with expressions in braces, such as 'page:{page}', or a"
              + " list of such texts.");

  static final Word<Part<Aggregation<Event, ?, ?>>> AGGREGATE =
      Word.optional("aggregate", AggregateWords.aggregate(), "What an event adds.");

  static final Word<Windowing> WINDOW =
      Word.optional(
          "window",
          WindowWords.shape(),
          "The time buckets: minute, hour, day, or a section with a size; unless said, one"
              + " aggregate for all time.");

  static final Word<CacheWords.Draft> CACHE =
      Word.optional("cache", CacheWords.shape(), "A cache in Valkey that follows the table.");

  static final Word<DedupSettings> DEDUP =
      Word.optional(
          "dedup",
          JobWords.dedup(),
          "What is done about events that come more than once: none, job or claims.");

  static final Word<CoalesceSettings> COALESCE =
      Word.optional("coalesce", JobWords.coalesce(), "How much is folded before it is written.");

  static final Word<StoreWords.Stores> STORE =
      Word.required("store", StoreWords.ofPipeline(), "The tables of this pipeline.");

  private static final Word<String> REQUIRED_NAME = require(NAME);
  private static final Word<List<Part<Template>>> REQUIRED_KEY = require(KEY);
  private static final Word<Part<Aggregation<Event, ?, ?>>> REQUIRED_AGGREGATE = require(AGGREGATE);

  /** The words of one of several. */
  static final Words ONE_OF_SEVERAL =
      Words.of(
          "pipeline",
          REQUIRED_NAME,
          EVENT,
          FILTER,
          REQUIRED_KEY,
          REQUIRED_AGGREGATE,
          WINDOW,
          STORE,
          CACHE,
          DEDUP,
          COALESCE);

  private PipelineWords() {}

  /** Reads one of several. */
  static PipelineDraft oneOfSeveral(Section section) {
    return new PipelineDraft(
        section,
        section.get(REQUIRED_NAME),
        section.get(FILTER),
        section.get(REQUIRED_KEY),
        section.get(REQUIRED_AGGREGATE),
        section.get(WINDOW),
        section.get(STORE),
        section.get(EVENT),
        section.get(CACHE),
        section.get(DEDUP),
        section.get(COALESCE),
        false);
  }

  /** Reads what is a pipeline's own, where a file has only one. */
  static PipelineDraft alone(Section section) {
    for (Word<?> word : List.of(NAME, KEY, AGGREGATE)) {
      if (!section.has(word)) {
        section.problem("'" + word.name() + "' is missing");
      }
    }
    return new PipelineDraft(
        section,
        section.get(NAME),
        section.get(FILTER),
        section.get(KEY),
        section.get(AGGREGATE),
        section.get(WINDOW),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** Reads what a file says for all of its pipelines, however many. */
  static PipelineDraft shared(Section section, Optional<StoreWords.Stores> store) {
    return new PipelineDraft(
        section,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        store,
        section.get(EVENT),
        section.get(CACHE),
        section.get(DEDUP),
        section.get(COALESCE),
        false);
  }

  private static <T> Word<T> require(Word<T> word) {
    return Word.required(word.name(), word.shape(), word.about());
  }
}
