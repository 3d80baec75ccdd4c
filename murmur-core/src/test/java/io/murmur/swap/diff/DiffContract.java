package io.murmur.swap.diff;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.KllMonoid;
import io.murmur.monoid.KllValue;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.ScannableStore;
import io.murmur.swap.diff.Difference.Kind;
import io.murmur.window.Windowing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a comparison finds in tables of any kind. */
abstract class DiffContract {

  private static final Instant NOW = Instant.parse("2100-06-01T12:00:00Z");
  private static final HllMonoid USERS = Monoids.hll(12);
  private static final KllMonoid TIMES = Monoids.kll(200);
  private static final StructMonoid PAGE =
      Monoids.struct()
          .field("views", Monoids.count())
          .field("highest", Monoids.maxLong())
          .field("users", USERS)
          .field("times", TIMES)
          .build();

  /** Keys with sketches that are past being exact and were filled in another order. */
  private static final int SKETCHED = 20;

  /** Creates a table without values. */
  abstract <V> ScannableStore<V> newStore(Monoid<V> monoid);

  /** Puts many all-time values into an empty table. */
  abstract void load(ScannableStore<StructValue> store, Map<String, StructValue> values);

  /** How many keys the large tables have. */
  abstract int keys();

  @Test
  void tenPlantedDifferencesAreFoundAndNoOther() throws Exception {
    ScannableStore<StructValue> live = newStore(PAGE);
    ScannableStore<StructValue> shadow = newStore(PAGE);
    Map<String, Kind> planted = new TreeMap<>();
    Map<String, StructValue> inLive = new TreeMap<>();
    Map<String, StructValue> inShadow = new TreeMap<>();
    List<StructValue> values = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      values.add(page(i + 1, i, users(0, i % 7 + 1), times(i % 5 + 1, 0, 1)));
    }
    int step = keys() / 10;
    for (int i = 0; i < keys(); i++) {
      String entity = "page-" + i;
      StructValue here = values.get(i % 50);
      StructValue there = here;
      if (i % step == 3) {
        Kind kind =
            i / step < 6 ? Kind.DIFFERENT : i / step < 8 ? Kind.ONLY_LIVE : Kind.ONLY_SHADOW;
        planted.put(entity, kind);
        there = planted(i / step, here);
      } else if ((i % step == 5 || i % step == 7) && i / step < 10) {
        // Twenty in all: 5,000 users of whom 25 differ, 5,000 times in another order.
        here = page(5, i, users(0, 5000), times(5000, 0, 1));
        there = page(5, i, users(25, 5025), times(5000, 0, 2));
      }
      if (planted.get(entity) != Kind.ONLY_SHADOW) {
        inLive.put(entity, here);
      }
      if (planted.get(entity) != Kind.ONLY_LIVE) {
        inShadow.put(entity, there);
      }
    }
    load(live, inLive);
    load(shadow, inShadow);

    DiffReport report =
        Diff.run("live", live, "shadow", shadow, DiffOptions.of(Windowing.none(), NOW));
    Map<String, Kind> found = new TreeMap<>();
    report.worst().forEach(one -> found.put(one.key().entity(), one.kind()));
    assertThat(found).isEqualTo(planted).hasSize(10);
    assertThat(report.different()).isEqualTo(6);
    assertThat(report.onlyLive()).isEqualTo(2);
    assertThat(report.onlyShadow()).isEqualTo(2);
    assertThat(report.equal()).isEqualTo(keys() - 10L);
    assertThat(report.withinBounds()).isEqualTo(SKETCHED);
    assertThat(report.open()).isZero();
    assertThat(report.worst()).isSortedAccordingTo(Difference.WORST_FIRST);
  }

  /** One of six ways to be another value. */
  private static StructValue planted(int way, StructValue here) {
    long views = (long) here.get("views");
    @SuppressWarnings("unchecked")
    long highest = ((Optional<Long>) here.get("highest")).orElseThrow();
    HllValue users = (HllValue) here.get("users");
    KllValue times = (KllValue) here.get("times");
    return switch (way) {
      case 0 -> page(views + 1, highest, users, times);
      case 1 -> page(views, highest + 1, users, times);
      case 2 -> page(views, highest, users(0, 400), times);
      case 3 -> page(views, highest, users, TIMES.combine(times, TIMES.lift(0.5)));
      case 4 -> page(views, highest, users, times((int) times.count(), 0.3, 1));
      case 5 -> page(2 * views, highest + 9, users, times);
      default -> here;
    };
  }

  @Test
  void quantilesThatMoveBeyondTheirBoundAreDifferentAndWithinItAreNot() throws Exception {
    ScannableStore<KllValue> live = newStore(TIMES);
    ScannableStore<KllValue> shadow = newStore(TIMES);
    KllValue narrow = KllEnds.with(times(5000, 0, 1));
    await(live.merge(Merge.of(Key.allTime("moved"), narrow)));
    await(shadow.merge(Merge.of(Key.allTime("moved"), KllEnds.with(times(5000, 0.1, 2)))));
    await(live.merge(Merge.of(Key.allTime("reordered"), narrow)));
    await(shadow.merge(Merge.of(Key.allTime("reordered"), KllEnds.with(times(5000, 0, 3)))));
    DiffReport report = diff(live, shadow);
    assertThat(report.worst()).extracting(d -> d.key().entity()).containsExactly("moved");
    assertThat(report.worst().get(0).what()).startsWith("the ranks of ");
    assertThat(report.withinBounds()).isEqualTo(1);
  }

  @Test
  void onlyBucketsThatHaveEndedAreCompared() throws Exception {
    Windowing hours = Windowing.hours();
    ScannableStore<Long> live = newStore(Monoids.count());
    ScannableStore<Long> shadow = newStore(Monoids.count());
    long last = hours.bucketOf(NOW) - 1;
    for (long bucket = last - 2; bucket <= last + 2; bucket++) {
      await(live.merge(Merge.of(new Key("a", bucket), 1L)));
      await(shadow.merge(Merge.of(new Key("a", bucket), bucket >= last ? 2L : 1L)));
    }
    await(shadow.merge(Merge.of(new Key("b", last + 1), 1L)));
    DiffReport report = Diff.run("l", live, "s", shadow, DiffOptions.of(hours, NOW));
    assertThat(report.equal()).isEqualTo(2);
    assertThat(report.worst())
        .extracting(Difference::key)
        .as("the bucket that ends at this very moment")
        .containsExactly(new Key("a", last));
    assertThat(report.open()).isEqualTo(5);
  }

  @Test
  void anEqualValueThatExpiresAtAnotherTimeIsCounted() throws Exception {
    ScannableStore<Long> live = newStore(Monoids.count());
    ScannableStore<Long> shadow = newStore(Monoids.count());
    await(live.merge(Merge.of(Key.allTime("a"), 1L).expiringAt(NOW.getEpochSecond())));
    await(shadow.merge(Merge.of(Key.allTime("a"), 1L)));
    await(live.merge(Merge.of(Key.allTime("gone"), 1L).expiringAt(1)));
    DiffReport report = diff(live, shadow);
    assertThat(report.equal()).isEqualTo(1);
    assertThat(report.otherExpiry()).isEqualTo(1);
    assertThat(report.differences()).as("what has expired is in neither").isZero();
  }

  @Test
  void theWorstAreKeptAndTheRestIsCounted() throws Exception {
    ScannableStore<Long> live = newStore(Monoids.count());
    ScannableStore<Long> shadow = newStore(Monoids.count());
    for (long i = 1; i <= 30; i++) {
      await(live.merge(Merge.of(Key.allTime("k" + i), 100L)));
      await(shadow.merge(Merge.of(Key.allTime("k" + i), 100L + i)));
    }
    DiffReport report =
        Diff.run(
            "live",
            live,
            "shadow",
            shadow,
            DiffOptions.of(Windowing.none(), NOW).keeping(2).inSegments(3));
    assertThat(report.different()).isEqualTo(30);
    assertThat(report.worst()).extracting(d -> d.key().entity()).containsExactly("k30", "k29");
    assertThat(report.toText())
        .isEqualTo(
            """
            'live' (live) and 'shadow' (shadow), buckets that ended by 2100-06-01T12:00:00Z:
              equal        0 (0 of them within the bounds of sketches; 0 expire at another time)
              different    30
              only live    0
              only shadow  0
              not compared 0 keys of open buckets
              - k30: 100 and 130 (0.2308)
              - k29: 100 and 129 (0.2248)
              and 28 smaller ones\
            """);
    assertThat(report.toJson())
        .startsWith(
            "{\"format\":1,\"live\":\"live\",\"shadow\":\"shadow\",\"closedBefore\":\"2100-06-01T12:00:00Z\",\"compared\":30,")
        .contains("{\"entity\":\"k30\",\"bucket\":0,\"kind\":\"DIFFERENT\",\"size\":0.2307")
        .contains("\"live\":\"100\",\"shadow\":\"130\"");
  }

  @Test
  void tablesOfDifferentStructuresAreNotCompared() {
    ScannableStore<Long> live = newStore(Monoids.count());
    ScannableStore<Long> shadow = newStore(Monoids.sumLong());
    assertThatThrownBy(() -> diff(live, shadow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'live' holds values of count and 'shadow' of sum(long): these cannot be compared");
  }

  @Test
  void aScanGivesEveryKeyOnceInAnyNumberOfSegments() {
    ScannableStore<Long> store = newStore(Monoids.count());
    // 1.2 MB, more than one page of DynamoDB.
    List<CompletionStage<MergeResult<Long>>> merges = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      merges.add(store.merge(Merge.of(new Key("k".repeat(1900) + i % 300, i / 300), 1L)));
    }
    merges.forEach(merge -> await(merge));
    for (int segments : new int[] {1, 4}) {
      List<Key> keys = new ArrayList<>();
      for (int segment = 0; segment < segments; segment++) {
        Optional<Key> from = Optional.empty();
        do {
          var page = await(store.scan(segment, segments, from));
          page.entries().forEach(entry -> keys.add(entry.key()));
          from = page.next();
        } while (from.isPresent());
      }
      assertThat(keys).doesNotHaveDuplicates().hasSize(600);
    }
  }

  private static <V> DiffReport diff(ScannableStore<V> live, ScannableStore<V> shadow)
      throws InterruptedException {
    return Diff.run("live", live, "shadow", shadow, DiffOptions.of(Windowing.none(), NOW));
  }

  private static StructValue page(long views, long highest, HllValue users, KllValue times) {
    return PAGE.value(views, Optional.of(highest), users, times);
  }

  private static HllValue users(int from, int to) {
    Accumulator<HllValue> all = USERS.accumulator();
    for (int i = from; i < to; i++) {
      all.add(USERS.lift("user-" + i));
    }
    return all.value();
  }

  /** Numbers that are evenly spread over [shift, 1 + shift), in an order of their own. */
  private static KllValue times(int count, double shift, long order) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(i);
    }
    Random random = new Random(order);
    Collections.shuffle(places, random);
    Accumulator<KllValue> all = TIMES.accumulator();
    places.forEach(place -> all.add(TIMES.lift(shift + (double) place / count)));
    return all.value();
  }

  /** Gives distributions the same least and greatest number, so that only their ranks differ. */
  private static final class KllEnds {
    static KllValue with(KllValue inner) {
      return TIMES.combine(inner, TIMES.combine(TIMES.lift(-1), TIMES.lift(2)));
    }
  }
}
