package io.murmur.benchmark;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.BloomMonoid;
import io.murmur.monoid.DecayedSumMonoid;
import io.murmur.monoid.FrequentItemsMonoid;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.KllMonoid;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.ThetaMonoid;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What each monoid costs: {@code combine} of two aggregates of 1,000 events, as a store does it,
 * and {@code add} of one event to an accumulator that has seen 1,000, as the coalescer does it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MonoidBenchmark {

  private static final int EVENTS = 1 << 10;

  /** Which monoid. */
  @Param({
    "count",
    "sumLong",
    "sumDecimal",
    "sumDouble",
    "maxLong",
    "maxString",
    "lastLong",
    "stringSet",
    "mapOf",
    "decayedSum",
    "struct",
    "hll",
    "theta",
    "kll",
    "frequentItems",
    "bloom"
  })
  String monoid;

  private Work<?> work;

  /** Makes the values, so that only combining them is measured. */
  @Setup
  public void prepare() {
    work = work(monoid);
  }

  /** Combines two aggregates. */
  @Benchmark
  public Object combine() {
    return work.combine();
  }

  /** Adds one event to a running aggregate. */
  @Benchmark
  public Object accumulate() {
    return work.add();
  }

  private static Work<?> work(String monoid) {
    HllMonoid hll = Monoids.hll(12);
    ThetaMonoid theta = Monoids.theta(12);
    KllMonoid kll = Monoids.kll(200);
    FrequentItemsMonoid frequent = Monoids.frequentItems(1024);
    BloomMonoid bloom = Monoids.bloom(10_000, 0.01);
    DecayedSumMonoid decayed = Monoids.decayedSum(Duration.ofHours(1));
    StructMonoid struct =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("revenue", Monoids.sumLong())
            .field("slowest", Monoids.maxLong())
            .build();
    return switch (monoid) {
      case "count" -> new Work<>(Monoids.count(), i -> 1L);
      case "sumLong" -> new Work<>(Monoids.sumLong(), i -> 1_000L * i);
      case "sumDecimal" -> new Work<>(Monoids.sumDecimal(), i -> BigDecimal.valueOf(i, 2));
      case "sumDouble" -> new Work<>(Monoids.sumDouble(), i -> i / 3.0);
      case "maxLong" -> new Work<>(Monoids.maxLong(), i -> Optional.of(1_000L * i));
      case "maxString" -> new Work<>(Monoids.maxString(), i -> Optional.of("item-" + i));
      case "lastLong" ->
          new Work<>(
              Monoids.lastLong(), i -> Optional.of(new Stamped<>(i % 100, "event-" + i, 1L)));
      case "stringSet" -> new Work<>(Monoids.stringSet(), i -> Set.of("item-" + i % 50));
      case "mapOf" -> new Work<>(Monoids.mapOf(Monoids.count()), i -> Map.of("k" + i % 20, 1L));
      case "decayedSum" -> new Work<>(decayed, i -> decayed.lift(1, 1_000L * i));
      case "struct" -> new Work<>(struct, i -> struct.value(1L, 10L * i, Optional.of(7L * i)));
      case "hll" -> new Work<>(hll, hll::lift);
      case "theta" -> new Work<>(theta, theta::lift);
      case "kll" -> new Work<>(kll, kll::lift);
      case "frequentItems" -> new Work<>(frequent, i -> frequent.lift("item-" + i));
      case "bloom" -> new Work<>(bloom, bloom::lift);
      default -> throw new IllegalArgumentException(monoid);
    };
  }

  private static final class Work<V> {
    private final Monoid<V> monoid;
    private final Object[] deltas = new Object[EVENTS];
    private final V left;
    private final V right;
    private final Accumulator<V> accumulator;
    private int next;

    Work(Monoid<V> monoid, IntFunction<V> lift) {
      this.monoid = monoid;
      this.accumulator = monoid.accumulator();
      for (int i = 0; i < EVENTS; i++) {
        deltas[i] = lift.apply(i);
        accumulator.add(delta(i));
      }
      this.left = accumulator.value();
      Accumulator<V> other = monoid.accumulator();
      for (int i = 0; i < EVENTS; i++) {
        other.add(lift.apply(i + EVENTS / 2));
      }
      this.right = other.value();
    }

    V combine() {
      return monoid.combine(left, right);
    }

    Accumulator<V> add() {
      next = (next + 1) & (EVENTS - 1);
      accumulator.add(delta(next));
      return accumulator;
    }

    @SuppressWarnings("unchecked")
    private V delta(int i) {
      return (V) deltas[i];
    }
  }
}
