package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values as earlier versions wrote them. A line of {@code stored-values.properties} is never
 * changed: bytes like these are in tables. A new format gets new lines.
 */
class StoredBytesTest {

  private static final int MANY = 5000;

  /** A stored line and the value that it stands for. */
  record Line<V>(String name, Monoid<V> monoid, V value) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Line<?>> lines() {
    HllMonoid hll = Monoids.hll(10);
    ThetaMonoid theta = Monoids.theta(7);
    KllMonoid kll = Monoids.kll(200);
    FrequentItemsMonoid frequent = Monoids.frequentItems(8);
    BloomMonoid bloom = Monoids.bloom(100, 0.01, 7);
    StructMonoid struct =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("revenue", Monoids.sumDecimal())
            .field("visitors", hll)
            .build();
    return List.of(
        new Line<>("count", Monoids.count(), 42L),
        new Line<>("sum.long", Monoids.sumLong(), -7L),
        new Line<>("sum.decimal", Monoids.sumDecimal(), new BigDecimal("-1234.5678")),
        new Line<>("sum.double", Monoids.sumDouble(), 0.1),
        new Line<>("max.absent", Monoids.maxLong(), Optional.empty()),
        new Line<>("max.long", Monoids.maxLong(), Optional.of(-5L)),
        new Line<>("min.string", Monoids.minString(), Optional.of("gr\u00fc\u00df \uD83D\uDE00")),
        new Line<>(
            "last.decimal",
            Monoids.lastDecimal(),
            Optional.of(new Stamped<>(-1L, "event-1", new BigDecimal("9.99")))),
        new Line<>("set", Monoids.stringSet(), Set.of("", "a", "\uD83D\uDE00", "\uE000")),
        new Line<>(
            "map",
            Monoids.mapOf(Monoids.maxDouble()),
            Map.of("a", Optional.of(1.5), "b", Optional.empty())),
        new Line<>("decayed", Monoids.decayedSum(Duration.ofHours(1)), new Decayed(2.5, 1000)),
        new Line<>("hll.empty", hll, hll.identity()),
        new Line<>("hll.list", hll, many(hll, 5)),
        new Line<>("hll.set", hll, many(hll, 60)),
        new Line<>("hll.registers", hll, many(hll, MANY)),
        new Line<>("theta.empty", theta, theta.identity()),
        new Line<>("theta.single", theta, many(theta, 1)),
        new Line<>("theta.exact", theta, many(theta, 20)),
        new Line<>("theta.estimate", theta, many(theta, MANY)),
        new Line<>("kll.empty", kll, kll.identity()),
        new Line<>("kll.single", kll, kll.lift(1.5)),
        new Line<>("kll.exact", kll, quantiles(kll, 20)),
        new Line<>("frequent.empty", frequent, frequent.identity()),
        new Line<>("frequent.single", frequent, frequent.lift("a", 3)),
        new Line<>(
            "frequent.exact",
            frequent,
            frequent.combine(frequent.lift("a", 3), frequent.lift("\u00fc"))),
        new Line<>("bloom.empty", bloom, bloom.identity()),
        new Line<>("bloom.sparse", bloom, many(bloom, 3)),
        new Line<>("bloom.dense", bloom, many(bloom, 50)),
        new Line<>("struct", struct, struct.value(3L, new BigDecimal("12.5"), many(hll, 2))));
  }

  @ParameterizedTest
  @MethodSource("lines")
  <V> void bytesOfEarlierVersionsAreStillRead(Line<V> line) {
    assertThat(line.monoid().codec().decode(stored(line.name()))).isEqualTo(line.value());
  }

  @ParameterizedTest
  @MethodSource("lines")
  <V> void bytesAreStillWrittenAsBefore(Line<V> line) {
    byte[] bytes = line.monoid().codec().encode(line.value());
    assertThat(Base64.getEncoder().encodeToString(bytes))
        .as(line.name())
        .isEqualTo(Base64.getEncoder().encodeToString(stored(line.name())));
  }

  @Test
  void anApproximateDistributionOfAnEarlierVersionIsStillRead() {
    KllValue value = Monoids.kll(20).codec().decode(stored("kll.estimate"));
    assertThat(value.count()).isEqualTo(MANY);
    assertThat(value.max()).hasValue(MANY - 1);
  }

  @Test
  void approximateFrequenciesOfAnEarlierVersionAreStillRead() {
    FrequentItemsValue value = Monoids.frequentItems(8).codec().decode(stored("frequent.estimate"));
    assertThat(value.total()).isEqualTo(200);
    assertThat(value.top(1)).singleElement().extracting("item").isEqualTo("often");
    assertThat(value.maximumError()).isPositive();
  }

  @Test
  void everyStoredLineIsRead() {
    Set<String> names = new TreeSet<>(Set.of("kll.estimate", "frequent.estimate"));
    lines().forEach(line -> names.add(line.name()));
    assertThat(new TreeMap<>(load()).keySet()).isEqualTo(names);
  }

  private static HllValue many(HllMonoid hll, int count) {
    return hll.combineAll(LongStream.range(0, count).mapToObj(hll::lift).toList());
  }

  private static ThetaValue many(ThetaMonoid theta, int count) {
    return theta.combineAll(LongStream.range(0, count).mapToObj(theta::lift).toList());
  }

  private static BloomValue many(BloomMonoid bloom, int count) {
    return bloom.combineAll(LongStream.range(0, count).mapToObj(bloom::lift).toList());
  }

  private static KllValue quantiles(KllMonoid kll, int count) {
    return kll.combineAll(LongStream.range(0, count).mapToObj(n -> kll.lift((double) n)).toList());
  }

  private static byte[] stored(String name) {
    return Base64.getDecoder().decode(load().getProperty(name));
  }

  private static Properties load() {
    Properties stored = new Properties();
    try (InputStream in = StoredBytesTest.class.getResourceAsStream("stored-values.properties")) {
      stored.load(in);
      return stored;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
