package io.murmur.monoid;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in monoids. All of them commute.
 *
 * <p>Doubles are finite, and 0.0 is the only zero; decimals have no trailing zeros behind the point
 * (see {@link #decimal}). A result that does not fit is an {@link ArithmeticException}, never a
 * wrap; an operand that is not allowed is an {@link IllegalArgumentException}.
 */
public final class Monoids {

  private static final Scalar<Long> LONG = new Scalar.OfLong();
  private static final Scalar<BigDecimal> DECIMAL = new Scalar.OfDecimal();
  private static final Scalar<Double> DOUBLE = new Scalar.OfDouble();
  private static final Scalar<String> STRING = new Scalar.OfString();

  private static final Group<Long> COUNT = new LongSum(new Structure.Count());
  private static final Group<Long> SUM_LONG =
      new LongSum(new Structure.Sum(Structure.NumberType.LONG));

  private Monoids() {}

  /** A number of events: each contributes 1. */
  public static Group<Long> count() {
    return COUNT;
  }

  /** An exact sum; outside of 64 bits it is an {@link ArithmeticException}. */
  public static Group<Long> sumLong() {
    return SUM_LONG;
  }

  /**
   * An exact sum of decimals, of any number of digits in the range of {@link #decimal}. A DynamoDB
   * number holds 38 significant digits; the table refuses longer ones.
   */
  public static Group<BigDecimal> sumDecimal() {
    return new DecimalSum();
  }

  /**
   * A sum of doubles. Its last bits depend on the order of the operands: use {@link #sumDecimal()}
   * for money. A DynamoDB number has no place for magnitudes from 1e126 on.
   */
  public static Group<Double> sumDouble() {
    return new DoubleSum();
  }

  /** The greatest value; absent if there was none. */
  public static Monoid<Optional<Long>> maxLong() {
    return new ExtremumMonoid<>(true, LONG);
  }

  /** The greatest value by number; absent if there was none. */
  public static Monoid<Optional<BigDecimal>> maxDecimal() {
    return new ExtremumMonoid<>(true, DECIMAL);
  }

  /** The greatest value; absent if there was none. */
  public static Monoid<Optional<Double>> maxDouble() {
    return new ExtremumMonoid<>(true, DOUBLE);
  }

  /** The greatest value in {@link Utf8Order}; absent if there was none. */
  public static Monoid<Optional<String>> maxString() {
    return new ExtremumMonoid<>(true, STRING);
  }

  /** The least value; absent if there was none. */
  public static Monoid<Optional<Long>> minLong() {
    return new ExtremumMonoid<>(false, LONG);
  }

  /** The least value by number; absent if there was none. */
  public static Monoid<Optional<BigDecimal>> minDecimal() {
    return new ExtremumMonoid<>(false, DECIMAL);
  }

  /** The least value; absent if there was none. */
  public static Monoid<Optional<Double>> minDouble() {
    return new ExtremumMonoid<>(false, DOUBLE);
  }

  /** The least value in {@link Utf8Order}; absent if there was none. */
  public static Monoid<Optional<String>> minString() {
    return new ExtremumMonoid<>(false, STRING);
  }

  /** The value of the earliest event by (event time, event id). */
  public static Monoid<Optional<Stamped<Long>>> firstLong() {
    return new PositionalMonoid<>(false, LONG);
  }

  /** The value of the earliest event by (event time, event id). */
  public static Monoid<Optional<Stamped<BigDecimal>>> firstDecimal() {
    return new PositionalMonoid<>(false, DECIMAL);
  }

  /** The value of the earliest event by (event time, event id). */
  public static Monoid<Optional<Stamped<Double>>> firstDouble() {
    return new PositionalMonoid<>(false, DOUBLE);
  }

  /** The value of the earliest event by (event time, event id). */
  public static Monoid<Optional<Stamped<String>>> firstString() {
    return new PositionalMonoid<>(false, STRING);
  }

  /** The value of the latest event by (event time, event id). */
  public static Monoid<Optional<Stamped<Long>>> lastLong() {
    return new PositionalMonoid<>(true, LONG);
  }

  /** The value of the latest event by (event time, event id). */
  public static Monoid<Optional<Stamped<BigDecimal>>> lastDecimal() {
    return new PositionalMonoid<>(true, DECIMAL);
  }

  /** The value of the latest event by (event time, event id). */
  public static Monoid<Optional<Stamped<Double>>> lastDouble() {
    return new PositionalMonoid<>(true, DOUBLE);
  }

  /** The value of the latest event by (event time, event id). */
  public static Monoid<Optional<Stamped<String>>> lastString() {
    return new PositionalMonoid<>(true, STRING);
  }

  /** All distinct strings, exactly; for many of them, see the sketches. */
  public static Monoid<Set<String>> stringSet() {
    return new StringSetMonoid();
  }

  /** A map from strings to values of another monoid, combined entry by entry. */
  public static <V> Monoid<Map<String, V>> mapOf(Monoid<V> values) {
    return new MapMonoid<>(values);
  }

  /** Several named aggregates in one value: {@code struct().field("views", count()).build()}. */
  public static StructMonoid.Builder struct() {
    return new StructMonoid.Builder();
  }

  /**
   * A sum whose parts lose half of their weight in each half-life.
   *
   * @throws IllegalArgumentException if the half-life is below one millisecond
   */
  public static DecayedSumMonoid decayedSum(Duration halfLife) {
    return new DecayedSumMonoid(halfLife);
  }

  /**
   * Distinct counts by HyperLogLog, with {@code 2^lgK} registers. 12 is a good choice: 1.6% of
   * error, at most 2.1 kB.
   *
   * @throws IllegalArgumentException if lgK is not from 4 to 21
   */
  public static HllMonoid hll(int lgK) {
    return new HllMonoid(lgK);
  }

  /**
   * Distinct counts with set operations by Theta sketches of at most {@code 2^lgK} entries. 12 is a
   * good choice: 1.6% of error, at most 32.8 kB.
   *
   * @throws IllegalArgumentException if lgK is not from 4 to 26
   */
  public static ThetaMonoid theta(int lgK) {
    return new ThetaMonoid(lgK);
  }

  /**
   * Quantiles of doubles by KLL sketches. 200 is a good choice: ranks within 1.33%, a few kB.
   *
   * @throws IllegalArgumentException if k is not from 8 to 65,535
   */
  public static KllMonoid kll(int k) {
    return new KllMonoid(k);
  }

  /**
   * The most frequent strings, out of a table of {@code maxMapSize} that tracks three quarters of
   * it. Whatever makes up more than {@code 3.5 / maxMapSize} of the total is found.
   *
   * @throws IllegalArgumentException if the size is not a power of two from 8 to 2^26
   */
  public static FrequentItemsMonoid frequentItems(int maxMapSize) {
    return new FrequentItemsMonoid(maxMapSize);
  }

  /**
   * Membership by a Bloom filter for so many items, with that probability of false positives.
   *
   * @throws IllegalArgumentException if the number or the probability make no sense, or the filter
   *     would exceed 128 MB
   */
  public static BloomMonoid bloom(long maxDistinctItems, double falsePositiveProbability) {
    return bloom(maxDistinctItems, falsePositiveProbability, 0);
  }

  /** As {@link #bloom(long, double)}, with a seed of the hash functions. */
  public static BloomMonoid bloom(
      long maxDistinctItems, double falsePositiveProbability, long seed) {
    return new BloomMonoid(maxDistinctItems, falsePositiveProbability, seed);
  }

  /**
   * A decimal as the monoids and stores of this project hold it: no trailing zeros behind the
   * point, no exponent, so that equal numbers are {@code equals}.
   *
   * @throws IllegalArgumentException if it has over 126 digits before the point or over 130 behind
   *     it (DynamoDB's range)
   */
  public static BigDecimal decimal(BigDecimal value) {
    return DECIMAL.canonical(value);
  }
}
