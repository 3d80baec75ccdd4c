package io.murmur.pipeline;

import io.murmur.monoid.BloomMonoid;
import io.murmur.monoid.BloomValue;
import io.murmur.monoid.Decayed;
import io.murmur.monoid.DecayedSumMonoid;
import io.murmur.monoid.FrequentItemsMonoid;
import io.murmur.monoid.FrequentItemsValue;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.KllMonoid;
import io.murmur.monoid.KllValue;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.monoid.ThetaMonoid;
import io.murmur.monoid.ThetaValue;
import io.murmur.monoid.Utf8Order;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The common aggregations of events, alone or as fields of a {@link StructAggregation}:
 *
 * <pre>{@code
 * .struct(page -> page
 *     .field("views", count())
 *     .field("revenue", sumDecimal(PageView::amount))
 *     .field("visitors", uniqueCount(PageView::user)))
 * }</pre>
 *
 * <p>A function that gives null where a value is needed makes the event a dead letter; see {@link
 * Aggregation#onlyIf} for values that only some events have. For monoids that are not here, see
 * {@link Aggregation#of}.
 */
public final class Aggregations {

  /** The precision of distinct counts unless said otherwise: 1.6% of error, at most 2.1 kB. */
  public static final int DEFAULT_LG_K = 12;

  /** The precision of quantiles unless said otherwise: ranks within 1.33%, about 5 kB. */
  public static final int DEFAULT_K = 200;

  /** The most frequent items are looked for in a table so many times their number. */
  private static final int TABLE_PER_TOP = 32;

  private static final int SMALLEST_TABLE = 256;
  private static final Long ONE = 1L;

  private Aggregations() {}

  /** The number of events. */
  public static <T> Aggregation<T, Long, Long> count() {
    return Aggregation.of(Monoids.count(), (event, context) -> ONE);
  }

  /** The exact sum of whole numbers; beyond 64 bits it is an error, never a wrap. */
  public static <T> Aggregation<T, Long, Long> sumLong(Functions.ToLong<T> number) {
    given(number);
    return Aggregation.of(Monoids.sumLong(), (event, context) -> number.apply(event));
  }

  /** The exact sum of decimals: for money. */
  public static <T> Aggregation<T, BigDecimal, BigDecimal> sumDecimal(
      Functions.Extract<T, BigDecimal> number) {
    given(number);
    return Aggregation.of(
        Monoids.sumDecimal(), (event, context) -> Monoids.decimal(present(number.apply(event))));
  }

  /** The sum of floating point numbers, whose last bits depend on the order of the events. */
  public static <T> Aggregation<T, Double, Double> sumDouble(Functions.ToDouble<T> number) {
    given(number);
    return Aggregation.of(Monoids.sumDouble(), (event, context) -> number.apply(event));
  }

  /** The greatest number; absent if there was none. */
  public static <T> Aggregation<T, Optional<Long>, Optional<Long>> maxLong(
      Functions.ToLong<T> number) {
    given(number);
    return Aggregation.of(Monoids.maxLong(), (event, context) -> Optional.of(number.apply(event)));
  }

  /** The least number; absent if there was none. */
  public static <T> Aggregation<T, Optional<Long>, Optional<Long>> minLong(
      Functions.ToLong<T> number) {
    given(number);
    return Aggregation.of(Monoids.minLong(), (event, context) -> Optional.of(number.apply(event)));
  }

  /**
   * A value by an order: {@code extremum(Monoids.maxDecimal(), Order::amount)}.
   *
   * @param monoid one of the minima and maxima of {@link Monoids}
   */
  public static <T, S> Aggregation<T, Optional<S>, Optional<S>> extremum(
      Monoid<Optional<S>> monoid, Functions.Extract<T, S> value) {
    given(value);
    return Aggregation.of(monoid, (event, context) -> Optional.of(present(value.apply(event))));
  }

  /**
   * The value of the first or last event by (event time, event id): {@code
   * positional(Monoids.lastString(), Order::status)}. Needs an event time.
   *
   * @param monoid one of the first and last values of {@link Monoids}
   */
  public static <T, S> Aggregation<T, Optional<Stamped<S>>, Optional<S>> positional(
      Monoid<Optional<Stamped<S>>> monoid, Functions.Extract<T, S> value) {
    given(value);
    Functions.TimedLift<T, Optional<Stamped<S>>> lift =
        (event, context) ->
            Optional.of(
                new Stamped<>(
                    context.eventTimeMillis(), context.eventId(), present(value.apply(event))));
    return new Aggregation<>(lift, monoid, stored -> stored.map(Stamped::value));
  }

  /** All distinct strings, exactly. */
  public static <T> Aggregation<T, Set<String>, Set<String>> stringSet(
      Functions.Extract<T, String> item) {
    given(item);
    return Aggregation.of(
        Monoids.stringSet(), (event, context) -> Set.of(present(item.apply(event))));
  }

  /** How many distinct items there were, within 1.6% (see {@link HllMonoid}), as a number. */
  public static <T> Aggregation<T, HllValue, Double> uniqueCount(
      Functions.Extract<T, String> item) {
    return uniqueCount(DEFAULT_LG_K, item);
  }

  /** As {@link #uniqueCount(Functions.Extract)} with a precision; see {@link HllMonoid}. */
  public static <T> Aggregation<T, HllValue, Double> uniqueCount(
      int lgK, Functions.Extract<T, String> item) {
    given(item);
    HllMonoid hll = Monoids.hll(lgK);
    return new Aggregation<>(
        (event, context) -> hll.lift(present(item.apply(event))), hll, HllValue::estimate);
  }

  /**
   * Distinct items whose sets can be intersected and subtracted; see {@link ThetaMonoid}. Presents
   * the set itself.
   */
  public static <T> Aggregation<T, ThetaValue, ThetaValue> uniqueSet(
      int lgK, Functions.Extract<T, String> item) {
    given(item);
    ThetaMonoid theta = Monoids.theta(lgK);
    return Aggregation.of(theta, (event, context) -> theta.lift(present(item.apply(event))));
  }

  /**
   * The most frequent items, at most {@code n}. Looked for in a table of 32 times as many entries
   * (a power of two, at least 256), so that no item is missing that makes up more than a share of
   * {@code 3.5 / table} of the events; see {@link FrequentItemsMonoid}.
   *
   * @throws IllegalArgumentException if n is not positive, or the table would be too large
   */
  public static <T> Aggregation<T, FrequentItemsValue, List<FrequentItemsValue.Entry>> topN(
      int n, Functions.Extract<T, String> item) {
    given(item);
    if (n < 1 || n > FrequentItemsMonoid.MAX_MAP_SIZE / TABLE_PER_TOP) {
      throw new IllegalArgumentException(
          "the number of top items must be 1 to "
              + FrequentItemsMonoid.MAX_MAP_SIZE / TABLE_PER_TOP
              + ", was "
              + n);
    }
    int wanted = Math.max(SMALLEST_TABLE, n * TABLE_PER_TOP);
    FrequentItemsMonoid items = Monoids.frequentItems(Integer.highestOneBit(wanted - 1) << 1);
    return new Aggregation<>(
        (event, context) -> items.lift(present(item.apply(event))), items, value -> value.top(n));
  }

  /** The distribution of a number, ranks within 1.33%; see {@link KllMonoid}. */
  public static <T> Aggregation<T, KllValue, KllValue> quantiles(Functions.ToDouble<T> number) {
    return quantiles(DEFAULT_K, number);
  }

  /** As {@link #quantiles(Functions.ToDouble)} with a precision; see {@link KllMonoid}. */
  public static <T> Aggregation<T, KllValue, KllValue> quantiles(
      int k, Functions.ToDouble<T> number) {
    given(number);
    KllMonoid kll = Monoids.kll(k);
    return Aggregation.of(kll, (event, context) -> kll.lift(number.apply(event)));
  }

  /**
   * How much happened lately: each event weighs 1 at its time and half of that after each
   * half-life. Needs an event time. What it comes to at a time, {@link DecayedSumMonoid#valueAt}
   * says.
   */
  public static <T> Aggregation<T, Decayed, Decayed> trending(Duration halfLife) {
    return trending(halfLife, event -> 1);
  }

  /** As {@link #trending(Duration)}, with a weight for each event. */
  public static <T> Aggregation<T, Decayed, Decayed> trending(
      Duration halfLife, Functions.ToDouble<T> weight) {
    given(weight);
    DecayedSumMonoid decayed = Monoids.decayedSum(halfLife);
    Functions.TimedLift<T, Decayed> lift =
        (event, context) -> decayed.lift(weight.apply(event), context.eventTimeMillis());
    return Aggregation.of(decayed, lift);
  }

  /**
   * The most frequent items, weighed, out of a table of a size; see {@link FrequentItemsMonoid}.
   * Presents the table.
   *
   * @param tableSize a power of two from 8 to 2^26
   * @param weight how often the item counts, at least 1
   */
  public static <T> Aggregation<T, FrequentItemsValue, FrequentItemsValue> frequentItems(
      int tableSize, Functions.Extract<T, String> item, Functions.ToLong<T> weight) {
    given(item);
    given(weight);
    FrequentItemsMonoid items = Monoids.frequentItems(tableSize);
    return Aggregation.of(
        items, (event, context) -> items.lift(present(item.apply(event)), weight.apply(event)));
  }

  /** Which items there were, with a probability of false positives; see {@link BloomMonoid}. */
  public static <T> Aggregation<T, BloomValue, BloomValue> membership(
      long maxDistinctItems, double falsePositiveProbability, Functions.Extract<T, String> item) {
    given(item);
    BloomMonoid bloom = Monoids.bloom(maxDistinctItems, falsePositiveProbability);
    return Aggregation.of(bloom, (event, context) -> bloom.lift(present(item.apply(event))));
  }

  /**
   * An aggregate for each value of something, in one map: sales by country. The map is stored as
   * one item, so it is for few distinct values; for many, use keys.
   *
   * @param by which entry the event counts for
   * @param aggregation what it adds to that entry
   */
  public static <T, V, R> Aggregation<T, Map<String, V>, Map<String, R>> mapBy(
      Functions.Extract<T, String> by, Aggregation<T, V, R> aggregation) {
    given(by);
    Functions.Lift<T, V> lift = aggregation.lift();
    Functions.Lift<T, Map<String, V>> plain =
        (event, context) -> Map.of(present(by.apply(event)), lift.lift(event, context));
    Functions.TimedLift<T, Map<String, V>> timed = plain::lift;
    Functions.Extract<V, R> present = aggregation.present();
    return new Aggregation<>(
        lift.needsEventTime() ? timed : plain,
        Monoids.mapOf(aggregation.monoid()),
        values -> {
          Map<String, R> presented = new TreeMap<>(Utf8Order.INSTANCE);
          values.forEach((name, value) -> presented.put(name, present.apply(value)));
          return Collections.unmodifiableMap(presented);
        });
  }

  private static void given(Object function) {
    Objects.requireNonNull(function, "its function is null");
  }

  private static <S> S present(S value) {
    if (value == null) {
      throw new InvalidEventException("the event lacks the value to aggregate");
    }
    return value;
  }
}
