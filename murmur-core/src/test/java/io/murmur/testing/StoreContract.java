package io.murmur.testing;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static io.murmur.testing.StoreProbe.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Consistency;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.AlreadyApplied;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.SupersededException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link Store} does, claims aside ({@link StoreClaimsContract}). A store's test extends
 * this and says how to open a store.
 */
public abstract class StoreContract {

  private static final String ALL = "io.murmur.testing.MonoidSamples#all";
  private static final Key KEY = new Key("page|1", 17);
  private static final int WRITERS = 100;

  /** Opens a store without any values; the test closes it. */
  protected abstract <V> Store<V> newStore(Monoid<V> monoid);

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void mergesGiveWhatCombiningInMemoryGives(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      List<V> deltas = sample.deltas(1, 40);
      V expected = sample.monoid().identity();
      for (V delta : deltas) {
        expected = sample.monoid().combine(expected, delta);
        var result = merge(store, Merge.of(KEY, delta));
        Stored<V> stored = ((Applied<V>) result).stored().orElseGet(() -> read(store, KEY).get());
        assertSame(sample, stored.value(), expected);
      }
      assertSame(sample, current(store, KEY), expected);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void concurrentWritersOnOneKeyLoseNothing(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      List<V> deltas = sample.deltas(2, WRITERS);
      atOnce(WRITERS, i -> merge(store, Merge.of(KEY, deltas.get(i))));
      assertSame(sample, current(store, KEY), sample.monoid().combineAll(deltas));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void theSameStampTwiceChangesNothing(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      V delta = sample.deltas(3, 1).get(0);
      var fenced = Merge.of(KEY, delta).under(fence("live", 1, 7));
      assertThat(merge(store, fenced)).isInstanceOf(Applied.class);
      Stored<V> once = read(store, KEY).orElseThrow();
      var again = merge(store, fenced);
      assertThat(again).isInstanceOf(AlreadyApplied.class);
      ((AlreadyApplied<V>) again).stored().ifPresent(s -> assertUnchanged(sample, s, once));
      assertUnchanged(sample, read(store, KEY).orElseThrow(), once);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aLowerStampChangesNothingAndSaysSo(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      List<V> deltas = sample.deltas(4, 2);
      merge(store, Merge.of(KEY, deltas.get(0)).under(fence("live", 1, 7)));
      Stored<V> before = read(store, KEY).orElseThrow();
      var late = merge(store, Merge.of(KEY, deltas.get(1)).under(fence("live", 1, 6)));
      assertThat(late).isInstanceOf(AlreadyApplied.class);
      assertUnchanged(sample, read(store, KEY).orElseThrow(), before);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aWriterOfAnOlderGenerationIsToldThatItIsSuperseded(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      List<V> deltas = sample.deltas(5, 2);
      merge(store, Merge.of(KEY, deltas.get(0)).under(fence("live", 8, 0)));
      Stored<V> before = read(store, KEY).orElseThrow();
      var zombie = Merge.of(KEY, deltas.get(1)).under(fence("live", 7, 999));
      assertThatThrownBy(() -> merge(store, zombie))
          .asInstanceOf(type(SupersededException.class))
          .satisfies(e -> assertThat(e.supersededBy()).isEqualTo(8))
          .satisfies(e -> assertThat(e).hasMessageContaining(KEY.toString()));
      assertUnchanged(sample, read(store, KEY).orElseThrow(), before);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void twoWritersInterleaveEachBehindItsOwnFence(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      List<V> deltas = sample.deltas(6, 20);
      List<V> order = new ArrayList<>();
      for (int i = 0; i < deltas.size(); i++) {
        // Bootstrap is far ahead of live in its own count: the fences must not be compared.
        var guard = i % 2 == 0 ? fence("live", 1, i) : fence("bootstrap", 5, 1000 + i);
        var fenced = Merge.of(KEY, deltas.get(i)).under(guard);
        merge(store, fenced);
        merge(store, fenced);
        order.add(deltas.get(i));
      }
      assertSame(sample, current(store, KEY), sample.monoid().combineAll(order));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void everyRepeatOfAFencedMergeIsHarmlessAlsoAtOnce(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      V delta = sample.deltas(7, 1).get(0);
      atOnce(16, i -> merge(store, Merge.of(KEY, delta).under(fence("live", 1, 1))));
      V once = sample.monoid().combine(sample.monoid().identity(), delta);
      assertSame(sample, current(store, KEY), once);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void anAppliedMergeLeavesItsExpiryAlsoWhereTheValueStays(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      long farAway = 4_000_000_000L;
      V delta = sample.deltas(8, 1).get(0);
      merge(store, Merge.of(KEY, delta));
      assertThat(read(store, KEY).orElseThrow().expiresAtEpochSecond()).isEmpty();
      merge(store, Merge.of(KEY, delta).expiringAt(farAway));
      assertThat(read(store, KEY).orElseThrow().expiresAtEpochSecond()).hasValue(farAway);
      merge(store, Merge.of(KEY, delta).expiringAt(farAway + 1).under(fence("live", 1, 1)));
      assertThat(read(store, KEY).orElseThrow().expiresAtEpochSecond()).hasValue(farAway + 1);
      merge(store, Merge.of(KEY, delta));
      assertThat(read(store, KEY).orElseThrow().expiresAtEpochSecond()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void theIdentityChangesNoValue(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      V identity = sample.monoid().identity();
      merge(store, Merge.of(KEY, identity));
      assertSame(sample, current(store, KEY), identity);
      V delta = sample.deltas(9, 1).get(0);
      merge(store, Merge.of(KEY, delta));
      merge(store, Merge.of(KEY, identity).under(fence("live", 1, 1)));
      assertSame(sample, current(store, KEY), sample.monoid().combine(identity, delta));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aHigherVersionIsTheNewerValue(MonoidSample<V> sample) {
    try (Store<V> store = newStore(sample.monoid())) {
      long version = 0;
      Optional<V> value = Optional.empty();
      for (V delta : sample.deltas(10, 10)) {
        merge(store, Merge.of(KEY, delta));
        Stored<V> stored = read(store, KEY).orElseThrow();
        boolean changed = value.isEmpty() || !value.get().equals(stored.value());
        assertThat(stored.version()).isGreaterThanOrEqualTo(changed ? version + 1 : version);
        version = stored.version();
        value = Optional.of(stored.value());
      }
    }
  }

  @Test
  void aKeyThatWasNeverWrittenIsEmpty() {
    try (Store<Long> store = newStore(Monoids.count())) {
      assertThat(await(store.get(KEY))).isEmpty();
      assertThat(await(store.getMany(List.of(KEY, KEY))))
          .containsExactly(Optional.empty(), Optional.empty());
      assertThat(await(store.getMany(List.of()))).isEmpty();
    }
  }

  @Test
  void entityAndBucketTogetherAreTheKey() {
    try (Store<Long> store = newStore(Monoids.count())) {
      List<Key> keys =
          List.of(
              new Key("a", 0),
              new Key("a", 1),
              new Key("a", -1),
              new Key("a", Long.MAX_VALUE),
              new Key("a", Long.MIN_VALUE),
              new Key("a@1", 0),
              new Key("a|1", 0),
              new Key(" a", 0),
              new Key("A", 0),
              new Key("Ünïcödé \uD83D\uDE00 {a}", 0));
      for (int i = 0; i < keys.size(); i++) {
        merge(store, Merge.of(keys.get(i), i + 1L));
      }
      var values = await(store.getMany(keys, Consistency.STRONG)).stream();
      assertThat(values.map(found -> found.orElseThrow().value()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, keys.size()).boxed().toList());
    }
  }

  @Test
  void manyKeysAreReadInOneCallWithDuplicatesAndGaps() {
    try (Store<Long> store = newStore(Monoids.count())) {
      IntStream.range(0, 200).forEach(i -> merge(store, Merge.of(new Key("k" + i, i), i + 1L)));
      // 250 distinct keys of which 50 do not exist, and 100 of them a second time.
      List<Key> keys = new ArrayList<>();
      IntStream.range(0, 250).forEach(i -> keys.add(new Key("k" + i, i)));
      IntStream.range(150, 250).forEach(i -> keys.add(new Key("k" + i, i)));
      Collections.shuffle(keys, new Random(11));
      for (Consistency consistency : Consistency.values()) {
        var found = await(store.getMany(keys, consistency));
        assertThat(found).hasSameSizeAs(keys);
        for (int i = 0; i < keys.size(); i++) {
          long number = keys.get(i).bucket();
          assertThat(found.get(i).map(Stored::value))
              .isEqualTo(number < 200 ? Optional.of(number + 1) : Optional.empty());
        }
      }
    }
  }

  @Test
  void aMaximumOverAValueAndMissingBucketsIsTheValue() {
    Monoid<Optional<Long>> max = Monoids.maxLong();
    try (Store<Optional<Long>> store = newStore(max)) {
      merge(store, Merge.of(new Key("a", 1), Optional.of(-5L)));
      var buckets = List.of(new Key("a", 1), new Key("a", 2), new Key("a", 3));
      var found = await(store.getMany(buckets, Consistency.STRONG));
      assertThat(found.get(1)).isEmpty();
      assertThat(found.get(2)).isEmpty();
      var values = found.stream().map(one -> one.map(Stored::value).orElseGet(max::identity));
      assertThat(max.combineAll(values.toList())).hasValue(-5L);
    }
  }

  @Test
  void sumsOfOneToSixKeyedModuloThreeAreNineFiveAndSeven() {
    try (Store<Long> store = newStore(Monoids.sumLong())) {
      LongStream.rangeClosed(1, 6)
          .forEach(i -> merge(store, Merge.of(Key.allTime("m" + i % 3), i)));
      assertThat(current(store, Key.allTime("m0"))).isEqualTo(9);
      assertThat(current(store, Key.allTime("m1"))).isEqualTo(5);
      assertThat(current(store, Key.allTime("m2"))).isEqualTo(7);
    }
  }

  @Test
  void aSumThatLeaves64BitsIsRejectedAndTheValueStays() {
    try (Store<Long> store = newStore(Monoids.sumLong())) {
      for (long edge : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
        Key key = new Key("edge", Long.signum(edge));
        merge(store, Merge.of(key, edge));
        for (Guard guard : List.of(Guard.none(), fence("live", 1, 1))) {
          var over = Merge.of(key, (long) Long.signum(edge)).under(guard);
          assertThatThrownBy(() -> merge(store, over))
              .asInstanceOf(type(RejectedMergeException.class))
              .satisfies(e -> assertThat(e.key()).isEqualTo(key));
        }
        assertThat(current(store, key)).isEqualTo(edge);
        // The rejected merge left no fence behind: the same stamp can still do its work.
        merge(store, Merge.of(key, edge / -2).under(fence("live", 1, 1)));
        assertThat(current(store, key)).isEqualTo(edge + edge / -2);
      }
    }
  }

  @Test
  void anItemWhoseExpiryHasPassedIsAbsentForReaders() {
    try (Store<Long> store = newStore(Monoids.count())) {
      merge(store, Merge.of(KEY, 1L).expiringAt(1_000_000_000L));
      assertThat(await(store.get(KEY, Consistency.STRONG))).isEmpty();
      assertThat(await(store.getMany(List.of(KEY), Consistency.STRONG)))
          .containsExactly(Optional.empty());
    }
  }

  @Test
  void aStampOfALaterRestartOrGenerationIsAHigherOne() {
    try (Store<Long> store = newStore(Monoids.count())) {
      var stamps =
          List.of(
              new Stamp(0, 0, 0),
              new Stamp(0, 0, 1),
              new Stamp(0, 1, 0),
              new Stamp(1, 0, 0),
              new Stamp(99_999_999_999_999L, 999_999_999_999L, 999_999_999_999L));
      for (Stamp stamp : stamps) {
        var result = merge(store, Merge.of(KEY, 1L).under(Guard.fence("live", stamp)));
        assertThat(result).isInstanceOf(Applied.class);
      }
      assertThat(current(store, KEY)).isEqualTo(stamps.size());
    }
  }

  private static Guard fence(String writer, long generation, long sequence) {
    return Guard.fence(writer, new Stamp(generation, 0, sequence));
  }

  private static <V> void assertSame(MonoidSample<V> sample, V actual, V expected) {
    assertThat(sample.same().test(actual, expected))
        .as("%s: %s should mean the same as %s", sample, actual, expected)
        .isTrue();
  }

  private static <V> void assertUnchanged(MonoidSample<V> sample, Stored<V> now, Stored<V> before) {
    assertSame(sample, now.value(), before.value());
    assertThat(now.version()).isEqualTo(before.version());
    assertThat(now.expiresAtEpochSecond()).isEqualTo(before.expiresAtEpochSecond());
  }
}
