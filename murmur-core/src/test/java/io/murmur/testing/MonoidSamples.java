package io.murmur.testing;

import io.murmur.monoid.BloomMonoid;
import io.murmur.monoid.Decayed;
import io.murmur.monoid.FrequentItemsMonoid;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.KllMonoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.monoid.ThetaMonoid;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** One sample at least of every kind of monoid there is. */
public final class MonoidSamples {

  private static final double ROUNDING = 1e-9;

  private MonoidSamples() {}

  /** All of them. */
  public static Stream<MonoidSample<?>> all() {
    return Stream.of(sums(), extremes(), positions(), collections(), structs(), sketches())
        .flatMap(samples -> samples);
  }

  private static Stream<MonoidSample<?>> sums() {
    return Stream.of(
        MonoidSample.exact("count", Monoids.count(), r -> 1L + r.nextInt(9)),
        MonoidSample.exact("sum of long", Monoids.sumLong(), r -> nonZero(r.nextInt() * 1000L)),
        MonoidSample.exact("sum of decimal", Monoids.sumDecimal(), MonoidSamples::decimal),
        new MonoidSample<>(
            "sum of double", Monoids.sumDouble(), MonoidSamples::number, MonoidSamples::close),
        new MonoidSample<>(
            "decayed sum",
            Monoids.decayedSum(Duration.ofHours(1)),
            r -> new Decayed(1 + r.nextInt(100), r.nextInt(10_000_000)),
            MonoidSamples::close));
  }

  private static Stream<MonoidSample<?>> extremes() {
    return Stream.of(
        MonoidSample.exact("max of long", Monoids.maxLong(), r -> Optional.of(r.nextLong())),
        MonoidSample.exact("min of long", Monoids.minLong(), r -> Optional.of(r.nextLong())),
        MonoidSample.exact("max of decimal", Monoids.maxDecimal(), r -> Optional.of(decimal(r))),
        MonoidSample.exact("min of decimal", Monoids.minDecimal(), r -> Optional.of(decimal(r))),
        MonoidSample.exact("max of double", Monoids.maxDouble(), r -> Optional.of(number(r))),
        MonoidSample.exact("min of double", Monoids.minDouble(), r -> Optional.of(number(r))),
        MonoidSample.exact("max of string", Monoids.maxString(), r -> Optional.of(text(r))),
        MonoidSample.exact("min of string", Monoids.minString(), r -> Optional.of(text(r))));
  }

  private static Stream<MonoidSample<?>> positions() {
    return Stream.of(
        MonoidSample.exact("first of long", Monoids.firstLong(), r -> at(r, r.nextLong())),
        MonoidSample.exact("last of long", Monoids.lastLong(), r -> at(r, r.nextLong())),
        MonoidSample.exact("first of decimal", Monoids.firstDecimal(), r -> at(r, decimal(r))),
        MonoidSample.exact("last of double", Monoids.lastDouble(), r -> at(r, number(r))),
        MonoidSample.exact("first of string", Monoids.firstString(), r -> at(r, text(r))),
        MonoidSample.exact("last of string", Monoids.lastString(), r -> at(r, text(r))));
  }

  private static Stream<MonoidSample<?>> collections() {
    return Stream.of(
        MonoidSample.exact("set of string", Monoids.stringSet(), r -> Set.of(text(r), "all")),
        MonoidSample.exact(
            "map of count", Monoids.mapOf(Monoids.count()), r -> Map.of(text(r), 1L, "all", 1L)),
        MonoidSample.exact(
            "map of max",
            Monoids.mapOf(Monoids.maxLong()),
            r -> Map.of("k" + r.nextInt(3), Optional.of(r.nextLong()))));
  }

  private static Stream<MonoidSample<?>> structs() {
    StructMonoid additive =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("revenue", Monoids.sumDecimal())
            .field("seconds", Monoids.sumDouble())
            .field("users", Monoids.stringSet())
            .build();
    StructMonoid inner = Monoids.struct().field("views", Monoids.count()).build();
    StructMonoid mixed =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("highest", Monoids.maxLong())
            .field("latest", Monoids.lastString())
            .field("byPage", Monoids.mapOf(Monoids.count()))
            .field("inner", inner)
            .build();
    return Stream.of(
        new MonoidSample<>(
            "struct of sums and sets",
            additive,
            r ->
                additive.value(
                    1L, decimal(r), number(r), r.nextBoolean() ? Set.of(text(r)) : Set.of()),
            MonoidSamples::close),
        MonoidSample.exact(
            "struct of all sorts",
            mixed,
            r ->
                mixed.value(
                    1L,
                    r.nextBoolean() ? Optional.of(r.nextLong()) : Optional.empty(),
                    at(r, text(r)),
                    Map.of(text(r), 1L),
                    inner.value(1L))));
  }

  /** With room for all that a test adds, so that even KLL and frequent items are exact. */
  private static Stream<MonoidSample<?>> sketches() {
    HllMonoid hll = Monoids.hll(10);
    ThetaMonoid theta = Monoids.theta(6);
    KllMonoid kll = Monoids.kll(4096);
    FrequentItemsMonoid frequent = Monoids.frequentItems(64);
    BloomMonoid bloom = Monoids.bloom(200, 0.01);
    StructMonoid withSketch =
        Monoids.struct().field("views", Monoids.count()).field("visitors", hll).build();
    return Stream.of(
        MonoidSample.exact("hll", hll, r -> hll.lift(r.nextInt(1000))),
        MonoidSample.exact("theta", theta, r -> theta.lift(r.nextInt(1000))),
        MonoidSample.exact("kll", kll, r -> kll.lift(number(r))),
        MonoidSample.exact("frequent items", frequent, r -> frequent.lift("i" + r.nextInt(40))),
        MonoidSample.exact("bloom", bloom, r -> bloom.lift(r.nextInt(1000))),
        MonoidSample.exact(
            "struct with a sketch",
            withSketch,
            r -> withSketch.value(1L, hll.lift(r.nextInt(1000)))));
  }

  /** Few times and ids, so that equal times and also equal places occur. */
  private static <S> Optional<Stamped<S>> at(Random random, S value) {
    return Optional.of(
        new Stamped<>(random.nextInt(5) - 2L, "e\uFFFD\uD83D\uDE00" + text(random), value));
  }

  /** Short and long, of one to four bytes a character. */
  private static String text(Random random) {
    String letters = "aZ|\u00fc\u20ac\ue000\uffee";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int letter = random.nextInt(letters.length() + 1);
      text.append(
          letter == letters.length() ? "\uD83D\uDE00" : letters.substring(letter, letter + 1));
    }
    return text.toString();
  }

  private static BigDecimal decimal(Random random) {
    return Monoids.decimal(BigDecimal.valueOf(nonZero(random.nextInt()), random.nextInt(6)));
  }

  private static double number(Random random) {
    return (random.nextDouble() + 0.01)
        * Math.pow(10, random.nextInt(9))
        * (random.nextBoolean() ? 1 : -1);
  }

  private static long nonZero(long value) {
    return value == 0 ? 1 : value;
  }

  private static boolean close(double left, double right) {
    return Math.abs(left - right) <= ROUNDING * Math.max(1, Math.abs(left));
  }

  private static boolean close(Decayed left, Decayed right) {
    return left.atMillis() == right.atMillis() && close(left.value(), right.value());
  }

  private static boolean close(StructValue left, StructValue right) {
    BiPredicate<Object, Object> sameField =
        (l, r) -> (l instanceof Double a && r instanceof Double b) ? close(a, b) : l.equals(r);
    for (String name : left.names()) {
      if (!sameField.test(left.get(name), right.get(name))) {
        return false;
      }
    }
    return left.names().equals(right.names());
  }
}
