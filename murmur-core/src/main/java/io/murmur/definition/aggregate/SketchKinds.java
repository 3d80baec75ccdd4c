package io.murmur.definition.aggregate;

import io.murmur.definition.event.Event;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Wanted;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.monoid.FrequentItemsMonoid;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.KllMonoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.ThetaMonoid;
import io.murmur.pipeline.Aggregation;
import io.murmur.pipeline.Aggregations;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Distinct counts, quantiles, frequent items, membership. */
final class SketchKinds {

  private static final Word<Part<Expression>> TEXT = Kinds.of(Wanted.TEXT, "The item, as text.");
  private static final Word<Part<Expression>> NUMBER = Kinds.of(Wanted.NUMBER, "The number.");

  private static final int DEFAULT_TOP = 10;
  private static final int TABLE_PER_TOP = 32;

  private static final Word<Long> HLL_PRECISION =
      Word.optional(
          "precision",
          Shapes.whole(HllMonoid.MIN_LG_K, HllMonoid.MAX_LG_K),
          "The sketch has 2 to this power registers; unless said 12: 1.6% of error, at most 2.1"
              + " kB.");

  private static final Word<Long> THETA_PRECISION =
      Word.optional(
          "precision",
          Shapes.whole(ThetaMonoid.MIN_LG_K, ThetaMonoid.MAX_LG_K),
          "The sketch has at most 2 to this power entries; unless said 12: 1.6% of error, at most"
              + " 32.8 kB.");

  private static final Word<Long> K =
      Word.optional(
          "k",
          Shapes.whole(KllMonoid.MIN_K, KllMonoid.MAX_K),
          "The precision; unless said 200: ranks within 1.33%, about 5 kB.");

  private static final Word<Long> N =
      Word.optional(
          "n",
          Shapes.whole(1, FrequentItemsMonoid.MAX_MAP_SIZE / TABLE_PER_TOP),
          "How many items; 10 unless said.");

  private static final Word<Long> TABLE =
      Word.required(
          "table",
          Shapes.whole(FrequentItemsMonoid.MIN_MAP_SIZE, FrequentItemsMonoid.MAX_MAP_SIZE),
          "How many entries the table has, a power of two: whatever makes up more than 3.5 of this"
              + " many is found.");

  private static final Word<Part<Expression>> WEIGHT =
      Word.optional(
          "weight",
          ExpressionShapes.expression(Wanted.WHOLE_NUMBER),
          "How often the item counts, at least 1; 1 unless said.");

  private static final Word<Long> ITEMS =
      Word.required(
          "items",
          Shapes.whole(1, 1L << 40),
          "How many distinct items the filter is for; it keeps its size.");

  private static final Word<Double> FALSE_POSITIVES =
      Word.required(
          "false-positives",
          Shapes.between(0, 1),
          "With which probability an item that was not there seems to have been.");

  static final Word<Part<Aggregation<Event, ?, ?>>> UNIQUE_COUNT =
      Kinds.kind(
          "unique-count",
          "How many distinct items there were, by HyperLogLog.",
          TEXT,
          new Word<?>[] {HLL_PRECISION},
          withNumber(
              HLL_PRECISION,
              Aggregations.DEFAULT_LG_K,
              (lgK, of) -> Aggregations.uniqueCount(lgK, Lifts.text(of))),
          of -> Aggregations.uniqueCount(Lifts.text(of)));

  static final Word<Part<Aggregation<Event, ?, ?>>> UNIQUE_SET =
      Kinds.kind(
          "unique-set",
          "Distinct items whose sets can be intersected and subtracted, by Theta sketches.",
          TEXT,
          new Word<?>[] {THETA_PRECISION},
          withNumber(
              THETA_PRECISION,
              Aggregations.DEFAULT_LG_K,
              (lgK, of) -> Aggregations.uniqueSet(lgK, Lifts.text(of))),
          of -> Aggregations.uniqueSet(Aggregations.DEFAULT_LG_K, Lifts.text(of)));

  static final Word<Part<Aggregation<Event, ?, ?>>> QUANTILES =
      Kinds.kind(
          "quantiles",
          "The distribution of a number, by KLL sketches.",
          NUMBER,
          new Word<?>[] {K},
          withNumber(
              K, Aggregations.DEFAULT_K, (k, of) -> Aggregations.quantiles(k, Lifts.nearest(of))),
          of -> Aggregations.quantiles(Lifts.nearest(of)));

  static final Word<Part<Aggregation<Event, ?, ?>>> TOP =
      Kinds.kind(
          "top",
          "The most frequent items.",
          TEXT,
          new Word<?>[] {N},
          withNumber(N, DEFAULT_TOP, (n, of) -> Aggregations.topN(n, Lifts.text(of))),
          of -> Aggregations.topN(DEFAULT_TOP, Lifts.text(of)));

  static final Word<Part<Aggregation<Event, ?, ?>>> FREQUENT_ITEMS =
      Word.optional(
          "frequent-items",
          Kinds.section(
              "frequent-items", TEXT, new Word<?>[] {TABLE, WEIGHT}, SketchKinds::frequentItems),
          "The most frequent items, weighed, with a table of a size of your choice.");

  static final Word<Part<Aggregation<Event, ?, ?>>> BLOOM =
      Word.optional(
          "bloom",
          Kinds.section("bloom", TEXT, new Word<?>[] {ITEMS, FALSE_POSITIVES}, SketchKinds::bloom),
          "Which items there were, by a Bloom filter.");

  static final List<Word<Part<Aggregation<Event, ?, ?>>>> ALL =
      List.of(UNIQUE_COUNT, UNIQUE_SET, QUANTILES, TOP, FREQUENT_ITEMS, BLOOM);

  private SketchKinds() {}

  private static BiFunction<Section, Part<Expression>, Optional<Part<Aggregation<Event, ?, ?>>>>
      withNumber(
          Word<Long> word,
          int otherwise,
          BiFunction<Integer, Expression, Aggregation<Event, ?, ?>> make) {
    return (section, of) -> {
      Optional<Integer> number =
          section.has(word) ? section.get(word).map(Long::intValue) : Optional.of(otherwise);
      return number.map(given -> of.map(x -> make.apply(given, x)));
    };
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> frequentItems(Section section) {
    Optional<Part<Expression>> of = section.get(TEXT);
    Optional<Integer> table =
        section
            .get(TABLE)
            .map(Long::intValue)
            .filter(size -> possible(section, TABLE, () -> Monoids.frequentItems(size)));
    Optional<Part<Expression>> weight = section.get(WEIGHT);
    if (section.has(WEIGHT) && weight.isEmpty()) {
      return Optional.empty();
    }
    if (of.isEmpty() || table.isEmpty()) {
      return Optional.empty();
    }
    int size = table.get();
    return Optional.of(
        weight.isPresent()
            ? of.get().with(weight.get(), (x, y) -> frequentItems(size, x, y))
            : of.get().map(x -> frequentItems(size, x)));
  }

  private static Aggregation<Event, ?, ?> frequentItems(int size, Expression of) {
    return Aggregations.frequentItems(size, Lifts.text(of), event -> 1);
  }

  private static Aggregation<Event, ?, ?> frequentItems(int size, Expression of, Expression w) {
    return Aggregations.frequentItems(size, Lifts.text(of), Lifts.whole(w));
  }

  private static Optional<Part<Aggregation<Event, ?, ?>>> bloom(Section section) {
    Optional<Part<Expression>> of = section.get(TEXT);
    Optional<Long> items = section.get(ITEMS);
    Optional<Double> share = section.get(FALSE_POSITIVES);
    if (of.isEmpty() || items.isEmpty() || share.isEmpty()) {
      return Optional.empty();
    }
    if (!possible(section, ITEMS, () -> Monoids.bloom(items.get(), share.get()))) {
      return Optional.empty();
    }
    return of.map(
        part -> part.map(x -> Aggregations.membership(items.get(), share.get(), Lifts.text(x))));
  }

  private static boolean possible(Section section, Word<?> word, Runnable attempt) {
    try {
      attempt.run();
      return true;
    } catch (IllegalArgumentException e) {
      section.problem(word, e.getMessage());
      return false;
    }
  }
}
