package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Stamp;
import io.murmur.testing.DynamoDbLocalExtension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What other clients find in the tables, by the names that the documentation gives. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbLayoutIT {

  private static final Key KEY = new Key("page", 17);

  private Tables tables;

  @BeforeEach
  void createTables(DynamoDbAsyncClient client) {
    tables = Tables.create(client);
  }

  @Test
  void aCountIsANumberBesideItsKeyExpiryVersionAndFence() {
    try (var store = tables.store(Monoids.count())) {
      var guard = Guard.fence("live", new Stamp(3, 2, 1));
      merge(store, new Merge<>(KEY, 5L, guard, OptionalLong.of(4_000_000_000L)));
      merge(store, Merge.of(KEY, 2L).expiringAt(4_000_000_000L));
    }
    assertThat(tables.item(KEY))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "pk", AttributeValue.fromS("page"),
                "sk", number("17"),
                "v", number("7"),
                "ver", number("2"),
                "ttl", number("4000000000"),
                "f_live", number("3000000000002000000000001")));
  }

  @Test
  void whatAnotherClientAddedIsPartOfTheValue() {
    tables
        .client()
        .updateItem(
            r ->
                r.tableName(tables.state())
                    .key(Attributes.keyOf(KEY))
                    .updateExpression("ADD v :d")
                    .expressionAttributeValues(Map.of(":d", number("40"))))
        .join();
    try (var store = tables.store(Monoids.count())) {
      merge(store, Merge.of(KEY, 2L));
      assertThat(current(store, KEY)).isEqualTo(42);
    }
  }

  @Test
  void aLastValueStandsWithItsTimeAndId() {
    try (var store = tables.store(Monoids.lastString())) {
      merge(store, Merge.of(KEY, Optional.of(new Stamped<>(-5L, "e1", "red"))));
    }
    assertThat(tables.item(KEY))
        .containsEntry("v", AttributeValue.fromS("red"))
        .containsEntry("vt", number("-5"))
        .containsEntry("vi", AttributeValue.fromS("e1"));
  }

  @Test
  void aStructHasAnAttributeForEachFieldAndNoneForAnEmptyOne() {
    var struct =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("revenue", Monoids.sumDecimal())
            .field("users", Monoids.stringSet())
            .field("tags", Monoids.stringSet())
            .build();
    try (var store = tables.store(struct)) {
      merge(
          store, Merge.of(KEY, struct.value(1L, new BigDecimal("9.99"), Set.of("ann"), Set.of())));
    }
    assertThat(tables.item(KEY))
        .containsEntry("v_views", number("1"))
        .containsEntry("v_revenue", number("9.99"))
        .containsEntry("v_users", AttributeValue.fromSs(List.of("ann")))
        .doesNotContainKeys("v", "v_tags");
  }

  @Test
  void aMixedStructKeepsTheSimpleFieldsReadable() {
    var struct =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("first", Monoids.firstLong())
            .field("users", Monoids.hll(10))
            .build();
    try (var store = tables.store(struct)) {
      var first = Optional.of(new Stamped<>(7L, "e1", 70L));
      merge(store, Merge.of(KEY, struct.value(1L, first, Monoids.hll(10).lift("ann"))));
    }
    var item = tables.item(KEY);
    assertThat(item)
        .containsEntry("v_views", number("1"))
        .containsEntry("v_first", number("70"))
        .containsEntry("vt_first", number("7"))
        .containsEntry("vi_first", AttributeValue.fromS("e1"));
    assertThat(item.get("v_users").b()).isNotNull();
  }

  @Test
  void anExpiredItemIsHiddenButStillMergedInto() {
    Instant[] now = {Instant.ofEpochSecond(1_000)};
    try (var store =
        DynamoDbStore.builder(tables.client(), tables.state(), Monoids.count())
            .clock(() -> now[0])
            .build()) {
      // Far in the future for the server, so that only the store's clock decides.
      long expiry = 5_000_000_000L;
      merge(store, Merge.of(KEY, 1L).expiringAt(expiry));
      now[0] = Instant.ofEpochSecond(expiry - 1);
      assertThat(current(store, KEY)).isEqualTo(1);
      now[0] = Instant.ofEpochSecond(expiry);
      assertThat(current(store, KEY)).isZero();
      merge(store, Merge.of(KEY, 1L).expiringAt(expiry + 100));
      assertThat(current(store, KEY)).isEqualTo(2);
    }
  }

  @Test
  void aClaimWhoseRetentionHasPassedIsFreeThoughItIsStillThere() {
    Instant[] now = {Instant.ofEpochSecond(4_000_000_000L)};
    try (var store =
        DynamoDbStore.builder(tables.client(), tables.state(), Monoids.count())
            .claimsIn(tables.dedup())
            .clock(() -> now[0])
            .build()) {
      var guard = new Guard.Claims("views", List.of("e1"), Duration.ofSeconds(100));
      var claimed = Merge.of(KEY, 1L).under(guard);
      merge(store, claimed);
      now[0] = now[0].plusSeconds(99);
      merge(store, claimed);
      assertThat(current(store, KEY)).isEqualTo(1);
      now[0] = now[0].plusSeconds(1);
      merge(store, claimed);
      assertThat(current(store, KEY)).isEqualTo(2);
    }
  }

  private static AttributeValue number(String digits) {
    return AttributeValue.fromN(digits);
  }
}
