package io.murmur.testing;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static io.murmur.testing.StoreProbe.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.MergeResult.ClaimsLost;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link Store} that takes {@link Guard.Claims} does with them. A store's test extends
 * this and says how to open a store.
 */
public abstract class StoreClaimsContract {

  private static final String ALL = "io.murmur.testing.MonoidSamples#all";
  private static final Key KEY = new Key("page|1", 17);

  /** Opens a store without any values and claims; the test closes it. */
  protected abstract <V> Store<V> newStore(Monoid<V> monoid);

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void theSameClaimTwiceChangesNothingAndNamesTheEvent(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      V delta = sample.deltas(1, 1).get(0);
      // The second event adds the same, so a maximum stays as it is: its claim has to hold as well.
      for (String event : List.of("e1", "e2")) {
        var claimed = Merge.of(KEY, delta).under(claims("views", event));
        assertThat(merge(store, claimed)).isInstanceOf(Applied.class);
        var once = read(store, KEY).orElseThrow();
        assertThat(merge(store, claimed)).isEqualTo(lost(event));
        assertThat(merge(store, claimed)).isEqualTo(lost(event));
        assertThat(read(store, KEY).orElseThrow().version()).isEqualTo(once.version());
        assertSame(sample, read(store, KEY).orElseThrow().value(), once.value());
      }
      assertSame(sample, current(store, KEY), sample.monoid().combineAll(List.of(delta, delta)));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void concurrentClaimedMergesLoseNothing(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      List<V> deltas = sample.deltas(2, 16);
      // Each event is delivered twice, all at the same time.
      atOnce(
          32,
          i -> merge(store, Merge.of(KEY, deltas.get(i / 2)).under(claims("views", "e" + i / 2))));
      assertSame(sample, current(store, KEY), sample.monoid().combineAll(deltas));
    }
  }

  @Test
  void ofSixteenThreadsThatClaimOneIdOneWins() {
    try (Store<Long> store = newStore(Monoids.count())) {
      var claimed = Merge.of(KEY, 1L).under(claims("views", "e1"));
      List<MergeResult<Long>> results = atOnce(16, i -> merge(store, claimed));
      assertThat(results.stream().filter(Applied.class::isInstance)).hasSize(1);
      assertThat(Collections.frequency(results, lost("e1"))).isEqualTo(15);
      assertThat(current(store, KEY)).isEqualTo(1);
    }
  }

  @Test
  void anEventWithThreeKeysOfWhichOneFailsCountsOnceForEachWhenItIsDeliveredAgain() {
    try (Store<Long> store = newStore(Monoids.sumLong())) {
      var keys = List.of(Key.allTime("site"), Key.allTime("site/page"), Key.allTime("user"));
      // The key in the middle cannot take the event, until what is in its way is gone.
      merge(store, Merge.of(keys.get(1), Long.MAX_VALUE));
      List<Key> failed = new ArrayList<>();
      for (Key key : keys) {
        try {
          merge(store, Merge.of(key, 1L).under(claims("views", "e1")));
        } catch (RejectedMergeException e) {
          failed.add(e.key());
        }
      }
      assertThat(failed).containsExactly(keys.get(1));
      merge(store, Merge.of(keys.get(1), -Long.MAX_VALUE));
      for (int delivery = 2; delivery <= 3; delivery++) {
        keys.forEach(key -> merge(store, Merge.of(key, 1L).under(claims("views", "e1"))));
      }
      assertThat(keys).allSatisfy(key -> assertThat(current(store, key)).isEqualTo(1));
    }
  }

  @Test
  void oneLostClaimHoldsTheWholeMergeBackAndLeavesTheOtherIdsFree() {
    try (Store<Long> store = newStore(Monoids.count())) {
      merge(store, Merge.of(KEY, 1L).under(claims("views", "e2")));
      var result = merge(store, Merge.of(KEY, 3L).under(claims("views", "e1", "e2", "e3")));
      assertThat(result).isEqualTo(lost("e2"));
      assertThat(current(store, KEY)).isEqualTo(1);
      var rest = merge(store, Merge.of(KEY, 2L).under(claims("views", "e1", "e3")));
      assertThat(rest).isInstanceOf(Applied.class);
      assertThat(current(store, KEY)).isEqualTo(3);
    }
  }

  @Test
  void asManyIdsAsAllowedAreClaimedWithOneMerge() {
    try (Store<Long> store = newStore(Monoids.count())) {
      var ids = IntStream.range(0, Guard.Claims.MAX_EVENTS).mapToObj(i -> "e" + i).toList();
      var claimed = Merge.of(KEY, 99L).under(new Guard.Claims("views", ids, Duration.ofDays(1)));
      assertThat(merge(store, claimed)).isInstanceOf(Applied.class);
      assertThat(merge(store, claimed)).isEqualTo(lost(ids.toArray(String[]::new)));
      assertThat(current(store, KEY)).isEqualTo(99);
    }
  }

  @Test
  void claimsOfDifferentNamespacesKeysAndIdsNeverMeet() {
    try (Store<Long> store = newStore(Monoids.count())) {
      record Place(String namespace, Key key, String event) {}
      String longId = "x".repeat(3000);
      var places =
          List.of(
              new Place("a|b", Key.allTime("c"), "d"),
              new Place("a", Key.allTime("b|c"), "d"),
              new Place("a", Key.allTime("b"), "c|d"),
              new Place("a|b|c", Key.allTime("d"), "e"),
              new Place("a", new Key("b", 1), "c"),
              new Place("a", Key.allTime("b"), "1c"),
              new Place("a", Key.allTime("b"), "c"),
              new Place("ab", Key.allTime("b"), "c"),
              new Place("a", Key.allTime("bb"), "c"),
              new Place("a", Key.allTime("b"), longId + "1"),
              new Place("a", Key.allTime("b"), longId + "2"));
      for (Place place : places) {
        var claimed = Merge.of(place.key(), 1L).under(claims(place.namespace(), place.event()));
        assertThat(merge(store, claimed)).as("first %s", place).isInstanceOf(Applied.class);
      }
      for (Place place : places) {
        var claimed = Merge.of(place.key(), 1L).under(claims(place.namespace(), place.event()));
        assertThat(merge(store, claimed)).as("again %s", place).isEqualTo(lost(place.event()));
      }
    }
  }

  @Test
  void aMergeThatIsRejectedClaimsNothing() {
    try (Store<Long> store = newStore(Monoids.sumLong())) {
      merge(store, Merge.of(KEY, Long.MAX_VALUE));
      var claimed = Merge.of(KEY, 1L).under(claims("views", "e1"));
      assertThatThrownBy(() -> merge(store, claimed)).isInstanceOf(RejectedMergeException.class);
      merge(store, Merge.of(KEY, -1L));
      assertThat(merge(store, claimed)).isInstanceOf(Applied.class);
      assertThat(current(store, KEY)).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void aClaimedMergeMayMeetAFencedOneOnTheSameItem() {
    try (Store<Optional<Long>> store = newStore(Monoids.maxLong())) {
      var stamp = new Stamp(1, 0, 1);
      merge(store, Merge.of(KEY, Optional.of(5L)).under(Guard.fence("live", stamp)));
      merge(store, Merge.of(KEY, Optional.of(7L)).under(claims("views", "e1")));
      merge(store, Merge.of(KEY, Optional.of(3L)).under(claims("views", "e2")));
      assertThat(current(store, KEY)).hasValue(7L);
    }
  }

  private static Guard claims(String namespace, String... eventIds) {
    return new Guard.Claims(namespace, List.of(eventIds), Duration.ofDays(1));
  }

  private static <V> ClaimsLost<V> lost(String... eventIds) {
    return new ClaimsLost<>(Set.of(eventIds));
  }

  private static <V> void assertSame(MonoidSample<V> sample, V actual, V expected) {
    assertThat(sample.same().test(actual, expected))
        .as("%s: %s should mean the same as %s", sample, actual, expected)
        .isTrue();
  }
}
