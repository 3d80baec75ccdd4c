package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.AlreadyApplied;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.testing.DynamoDbLocalExtension;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What DynamoDB cannot hold, and what it should not hold: an error each, and the value stays. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbLimitsIT {

  private static final Key KEY = Key.allTime("page");
  private static final List<Guard> GUARDS =
      List.of(
          Guard.none(),
          Guard.fence("live", new Stamp(1, 0, 1)),
          new Guard.Claims("views", List.of("e1"), Duration.ofDays(1)));

  private Tables tables;

  @BeforeEach
  void createTables(DynamoDbAsyncClient client) {
    tables = Tables.create(client);
  }

  @Test
  void aSetThatGrowsBeyond400KbIsRejectedWithKeyAndSize() {
    var half = members("a", 2_500);
    var rest = members("b", 2_500);
    try (var store = tables.store(Monoids.stringSet())) {
      merge(store, Merge.of(KEY, half));
      for (Guard guard : GUARDS) {
        assertRejected(store, Merge.of(KEY, rest).under(guard), "409600", "page");
      }
      assertThat(current(store, KEY)).isEqualTo(half);
    }
  }

  @Test
  void aRewrittenValueBeyond400KbIsRejectedBeforeItIsSent() {
    Monoid<Map<String, Long>> monoid = Monoids.mapOf(Monoids.count());
    var half = members("a", 2_500).stream().collect(Collectors.toMap(m -> m, m -> 1L));
    var rest = members("b", 2_500).stream().collect(Collectors.toMap(m -> m, m -> 1L));
    try (var store = tables.store(monoid)) {
      merge(store, Merge.of(KEY, half));
      for (Guard guard : GUARDS) {
        assertRejected(store, Merge.of(KEY, rest).under(guard), "bytes, DynamoDB takes at most");
      }
      assertThat(current(store, KEY)).isEqualTo(half);
    }
  }

  @Test
  void bytesThatDoNotParseAreLeftAsTheyAre() {
    var garbage = AttributeValue.fromB(SdkBytes.fromUtf8String("no sketch"));
    put(garbage);
    try (var store = tables.store(Monoids.hll(12))) {
      for (Guard guard : GUARDS) {
        var merge = Merge.of(KEY, Monoids.hll(12).lift("ann")).under(guard);
        assertRejected(store, merge, "page", tables.state());
      }
      assertThatThrownBy(() -> await(store.get(KEY)))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContainingAll("page", tables.state());
      assertThatThrownBy(() -> await(store.getMany(List.of(KEY))))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContainingAll("page", tables.state());
    }
    assertThat(tables.item(KEY)).containsEntry("v", garbage).doesNotContainKey("ver");
  }

  @Test
  void aValueOfAnotherTypeIsLeftAsItIs() {
    var text = AttributeValue.fromS("not a number");
    put(text);
    try (var counts = tables.store(Monoids.count());
        var decimals = tables.store(Monoids.sumDecimal());
        var sets = tables.store(Monoids.stringSet());
        var maxima = tables.store(Monoids.maxLong())) {
      for (Guard guard : GUARDS) {
        assertRejected(counts, Merge.of(KEY, 1L).under(guard), "page");
        assertRejected(decimals, Merge.of(KEY, BigDecimal.ONE).under(guard), "page");
        assertRejected(sets, Merge.of(KEY, Set.of("a")).under(guard), "page");
        assertRejected(maxima, Merge.of(KEY, Optional.of(1L)).under(guard), "page");
      }
    }
    assertThat(tables.item(KEY)).containsEntry("v", text).doesNotContainKey("ver");
  }

  @Test
  void aDecimalSumThatNeedsMoreThan38DigitsIsRejectedRatherThanRounded() {
    try (var store = tables.store(Monoids.sumDecimal())) {
      var large = new BigDecimal("99999999999999999999999999999999999999");
      merge(store, Merge.of(KEY, large));
      for (Guard guard : GUARDS) {
        assertRejected(store, Merge.of(KEY, new BigDecimal("0.1")).under(guard), "38");
      }
      assertThat(current(store, KEY)).isEqualTo(large);
      var tooLong = new BigDecimal("1.00000000000000000000000000000000000009");
      assertRejected(store, Merge.of(KEY, tooLong), "39 significant digits", "38");
    }
  }

  @Test
  void aSumOfDoublesIsRoundedWhereTheExactOneHasTooManyDigits() {
    try (var store = tables.store(Monoids.sumDouble())) {
      merge(store, Merge.of(KEY, 1e30));
      for (Guard guard : GUARDS) {
        merge(store, Merge.of(KEY, 0.1234567890123456).under(guard));
      }
      assertThat(current(store, KEY)).isEqualTo(1e30);
      merge(store, Merge.of(KEY, 1e30));
      assertThat(current(store, KEY)).isEqualTo(2e30);
      // The fence was set together with the rounded sum.
      assertThat(merge(store, Merge.of(KEY, 1e30).under(GUARDS.get(1))))
          .isInstanceOf(AlreadyApplied.class);
    }
  }

  @Test
  void aDoubleOutsideOfTheRangeOfADynamoDbNumberIsRejected() {
    try (var sums = tables.store(Monoids.sumDouble());
        var maxima = tables.store(Monoids.maxDouble())) {
      for (double number : new double[] {1e126, -1e300, 1e-131, Double.NaN}) {
        assertRejected(sums, Merge.of(KEY, number), "page");
        assertRejected(maxima, Merge.of(KEY, Optional.of(number)), "page");
      }
      merge(sums, Merge.of(KEY, 9e125));
      assertRejected(sums, Merge.of(KEY, 9e125), "1.8E126");
      assertThat(current(sums, KEY)).isEqualTo(9e125);
    }
  }

  @Test
  void anEntityThatIsTooLongOrNoTextIsRejected() {
    try (var store = tables.store(Monoids.count())) {
      merge(store, Merge.of(Key.allTime("x".repeat(2048)), 1L));
      assertRejected(store, Merge.of(Key.allTime("x".repeat(2049)), 1L), "2049 bytes", "2048");
      assertRejected(store, Merge.of(Key.allTime("\u20ac".repeat(700)), 1L), "2100 bytes");
      assertRejected(store, Merge.of(Key.allTime("a\uD800"), 1L), "surrogate");
    }
  }

  @Test
  void stringsThatAreNoTextAreRejectedWhereverTheyStand() {
    String half = "a\uDC00";
    try (var sets = tables.store(Monoids.stringSet());
        var maxima = tables.store(Monoids.maxString());
        var lasts = tables.store(Monoids.lastLong());
        var counts = tables.store(Monoids.count())) {
      assertRejected(sets, Merge.of(KEY, Set.of(half)), "surrogate");
      assertRejected(maxima, Merge.of(KEY, Optional.of(half)), "surrogate");
      assertRejected(lasts, Merge.of(KEY, Optional.of(new Stamped<>(1, half, 1L))), "surrogate");
      var claims = new Guard.Claims("views", List.of(half), Duration.ofDays(1));
      assertRejected(counts, Merge.of(KEY, 1L).under(claims), "surrogate");
    }
    assertThat(tables.item(KEY)).isEmpty();
  }

  @Test
  void emptyStringsAreValuesLikeOthers() {
    try (var sets = tables.store(Monoids.stringSet());
        var maxima = tables.store(Monoids.maxString())) {
      merge(sets, Merge.of(KEY, Set.of("", "a")));
      assertThat(current(sets, KEY)).containsExactlyInAnyOrder("", "a");
      Key other = Key.allTime("other");
      merge(maxima, Merge.of(other, Optional.of("")));
      assertThat(current(maxima, other)).hasValue("");
    }
  }

  @Test
  void aMissingTableIsNamedWithWhatCreatesIt() {
    try (var store =
        DynamoDbStore.builder(tables.client(), "nowhere", Monoids.count())
            .claimsIn(tables.dedup())
            .build()) {
      for (Guard guard : GUARDS) {
        assertThatThrownBy(() -> merge(store, Merge.of(KEY, 1L).under(guard)))
            .isInstanceOf(PermanentStoreException.class)
            .hasMessageContainingAll("nowhere", "createStateTable");
      }
      assertThatThrownBy(() -> await(store.get(KEY)))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContainingAll("nowhere", "createStateTable");
    }
  }

  @Test
  void claimsWithoutADedupTableAreAClearError() {
    try (var store =
        DynamoDbStore.builder(tables.client(), tables.state(), Monoids.count()).build()) {
      assertThatThrownBy(() -> merge(store, Merge.of(KEY, 1L).under(GUARDS.get(2))))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContainingAll(tables.state(), "claimsIn");
      assertThat(current(store, KEY)).isZero();
    }
  }

  private void put(AttributeValue value) {
    tables
        .client()
        .updateItem(
            r ->
                r.tableName(tables.state())
                    .key(Attributes.keyOf(KEY))
                    .updateExpression("SET v = :v")
                    .expressionAttributeValues(Map.of(":v", value)))
        .join();
  }

  /** Some 100 bytes each. */
  private static Set<String> members(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "%s%099d".formatted(prefix, i))
        .collect(Collectors.toSet());
  }

  private static <V> void assertRejected(
      DynamoDbStore<V> store, Merge<V> merge, String... messageParts) {
    assertThatThrownBy(() -> merge(store, merge))
        .isInstanceOfSatisfying(
            RejectedMergeException.class, e -> assertThat(e.key()).isEqualTo(merge.key()))
        .hasMessageContainingAll(messageParts);
  }
}
