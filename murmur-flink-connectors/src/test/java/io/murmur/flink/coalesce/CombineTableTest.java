package io.murmur.flink.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Key;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CombineTableTest {

  private final List<KeyedDelta<Long>> out = new ArrayList<>();

  /** Either a delta for a key, or a flush. */
  record Step(boolean flush, String entity, long bucket, long delta) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> add =
        Combinators.combine(
                Arbitraries.integers().between(0, 60),
                Arbitraries.longs().between(-1, 2),
                Arbitraries.longs().between(-5, 5))
            .as((key, bucket, delta) -> new Step(false, "key-" + key, bucket, delta));
    Arbitrary<Step> flush = Arbitraries.just(new Step(true, "", 0, 0));
    return Arbitraries.frequencyOf(Tuple.of(40, add), Tuple.of(1, flush)).list().ofMaxSize(600);
  }

  @Property
  void whateverItLetsGoAndWhenNothingIsLostOrDoubled(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 80) int maxKeys) {
    out.clear();
    Map<Key, Long> expected = new HashMap<>();
    long events = 0;
    CombineTable<Long> table =
        table(Monoids.sumLong(), CombineOptions.defaults().withMaxKeys(maxKeys));
    for (Step step : steps) {
      if (step.flush()) {
        table.flush();
      } else {
        table.add(step.entity(), step.bucket(), step.delta());
        expected.merge(new Key(step.entity(), step.bucket()), step.delta(), Long::sum);
        events++;
      }
      assertThat(table.size()).isLessThanOrEqualTo(maxKeys);
    }
    table.flush();
    assertThat(totals()).isEqualTo(expected);
    assertThat(out.stream().mapToLong(KeyedDelta::events).sum()).isEqualTo(events);
  }

  @Test
  void aKeyThatIsMetOftenIsHeldWhileThousandsOfRareOnesPass() {
    CombineTable<Long> table = table(Monoids.count(), CombineOptions.defaults().withMaxKeys(64));
    for (int i = 0; i < 10_000; i++) {
      table.add("hot", 0, 1L);
      table.add("rare-" + i, 0, 1L);
    }
    table.flush();
    assertThat(out).filteredOn(delta -> delta.entity().equals("hot")).hasSize(1);
    assertThat(out).hasSize(10_001);
  }

  @Test
  void aFlushKeepsTheKeysThatWereMetAgainAndForgetsTheOthers() {
    CombineTable<Long> table = table(Monoids.count(), CombineOptions.defaults());
    for (int i = 0; i < 5; i++) {
      table.add("often", 0, 1L);
    }
    table.add("once", 0, 1L);
    table.flush();
    assertThat(table.size()).isEqualTo(1);
    table.flush();
    table.flush();
    assertThat(table.size()).isZero();
    assertThat(table.bytes()).isZero();
    assertThat(out).hasSize(2);
  }

  @Test
  void aKnownKeyOfACountCostsNoAllocation() {
    CombineTable<Long> table = table(Monoids.count(), CombineOptions.defaults());
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add("key-" + i);
    }
    addAll(table, keys, 200);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    addAll(table, keys, 100);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for 100,000 events").isLessThan(10_000);
  }

  private static void addAll(CombineTable<Long> table, List<String> keys, int times) {
    for (int i = 0; i < times; i++) {
      for (String key : keys) {
        table.add(key, 0, 1L);
      }
    }
  }

  @Test
  void deltasThatDoNotFitTogetherGoOnApart() {
    CombineTable<Long> table = table(Monoids.sumLong(), CombineOptions.defaults());
    table.add("k", 0, Long.MAX_VALUE);
    table.add("k", 0, 5L);
    table.flush();
    assertThat(out)
        .containsExactly(KeyedDelta.of("k", 0, Long.MAX_VALUE, 1), KeyedDelta.of("k", 0, 5L, 1));
  }

  @Test
  void sketchesAreBoundByTheirBytes() {
    Monoid<Set<String>> monoid = Monoids.stringSet();
    long limit = 1 << 20;
    Map<Key, Set<String>> totals = new HashMap<>();
    CombineTable<Set<String>> table =
        new CombineTable<>(
            monoid,
            CombineOptions.defaults().withMaxBytes(limit),
            (entity, bucket, delta, events) ->
                totals.merge(new Key(entity, bucket), delta, monoid::combine));
    for (int member = 0; member < 300; member++) {
      for (int key = 0; key < 100; key++) {
        table.add("key-" + key, 0, Set.of("a member with a name of some length " + member));
        assertThat(table.bytes()).isLessThanOrEqualTo(limit);
      }
    }
    assertThat(totals).as("what had to go early").isNotEmpty();
    table.flush();
    assertThat(totals).hasSize(100).allSatisfy((key, set) -> assertThat(set).hasSize(300));
    assertThat(table.bytes()).as("large sets are not kept empty").isLessThan(limit / 4);
  }

  @Test
  void deltasThatAreLargeFromTheStartCountAsWhatTheyAre() {
    Set<String> members =
        IntStream.range(0, 2_000).mapToObj(i -> "member " + i).collect(Collectors.toSet());
    CombineTable<?> table = fill(Monoids.stringSet(), members);
    assertThat(table.bytes()).isLessThanOrEqualTo(CombineOptions.DEFAULT_MAX_BYTES);
    assertThat(table.size()).as("of 10,000 sets of some 24 kB").isBetween(100, 2_800);
  }

  @Test
  void deltasThatAreSmallAtTheStartCountAsWhatTheyAre() {
    var hll = Monoids.hll(12);
    assertThat(fill(hll, hll.lift("x")).size()).isEqualTo(10_000);
  }

  private static <V> CombineTable<V> fill(Monoid<V> monoid, V delta) {
    CombineTable<V> table =
        new CombineTable<>(
            monoid, CombineOptions.defaults(), (entity, bucket, value, events) -> {});
    for (int i = 0; i < 10_000; i++) {
      table.add("key-" + i, 0, delta);
    }
    return table;
  }

  @Test
  void optionsOutOfBoundsAreRefused() {
    CombineOptions defaults = CombineOptions.defaults();
    assertThatThrownBy(() -> defaults.withMaxKeys(0))
        .hasMessage("the local combine must hold 1 to 268435456 keys, not 0");
    assertThatThrownBy(() -> defaults.withMaxBytes(0))
        .hasMessage("the local combine must hold at least one byte, not 0");
    assertThatThrownBy(() -> defaults.withFlushTick(Duration.ofNanos(1)))
        .hasMessage(
            "the flush tick of the local combine must be zero, or a millisecond at least, not"
                + " PT0.000000001S");
  }

  @Test
  void aDecimalSumIsFoldedByItsOwnAccumulator() {
    List<BigDecimal> sums = new ArrayList<>();
    CombineTable<BigDecimal> table =
        new CombineTable<>(
            Monoids.sumDecimal(), CombineOptions.defaults(), (e, b, delta, n) -> sums.add(delta));
    table.add("k", 0, new BigDecimal("0.1"));
    table.add("k", 0, new BigDecimal("0.2"));
    table.flush();
    assertThat(sums).containsExactly(new BigDecimal("0.3"));
  }

  private CombineTable<Long> table(Monoid<Long> monoid, CombineOptions options) {
    return new CombineTable<>(
        monoid,
        options,
        (entity, bucket, delta, events) -> out.add(KeyedDelta.of(entity, bucket, delta, events)));
  }

  private Map<Key, Long> totals() {
    Map<Key, Long> totals = new HashMap<>();
    for (KeyedDelta<Long> delta : out) {
      totals.merge(new Key(delta.entity(), delta.bucket()), delta.delta(), Long::sum);
    }
    return totals;
  }
}
