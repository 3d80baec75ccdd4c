package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.PermanentStoreException;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.window.BucketRange;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whole tables, and all buckets of an entity. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbScanIT {

  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final Tables tables;
  private final DynamoDbScan<java.util.Set<String>> scan;

  DynamoDbScanIT(DynamoDbAsyncClient client) {
    tables = Tables.create(client);
    scan = new DynamoDbScan<>(client, tables.state(), Monoids.stringSet(), () -> NOW);
  }

  @Test
  void aTableOfManyPagesIsReadWholeAndBucketsComeInOrder() {
    // 1 MB is a page: 40 items of 60 KB are three of them.
    try (var store = tables.store(Monoids.stringSet())) {
      for (int i = 0; i < 40; i++) {
        merge(
            store,
            Merge.of(new Key("e" + i % 2, i - 20), java.util.Set.of(i + "x".repeat(60_000))));
      }
    }
    Map<Key, Integer> found = new TreeMap<>(java.util.Comparator.comparing(Key::toString));
    scan.all((key, stored) -> found.merge(key, stored.value().size(), Integer::sum));
    assertThat(found).hasSize(40).containsValue(1).doesNotContainValue(2);

    assertThat(scan.buckets("e0", DynamoDbScan.EVERY_BUCKET))
        .hasSize(20)
        .isSortedAccordingTo(java.util.Comparator.comparing(entry -> entry.key().bucket()));
    assertThat(
            scan.buckets("e0", new BucketRange(-4, 2)).stream()
                .map(entry -> entry.key().bucket())
                .collect(Collectors.toList()))
        .containsExactly(-4L, -2L, 0L, 2L);
    assertThat(scan.buckets("nobody", DynamoDbScan.EVERY_BUCKET)).isEmpty();
  }

  @Test
  void whatHasExpiredIsNotThereAnyMore() {
    put("a", NOW.getEpochSecond());
    put("b", NOW.getEpochSecond() + 1);
    assertThat(scan.buckets("a", DynamoDbScan.EVERY_BUCKET)).isEmpty();
    assertThat(scan.buckets("b", DynamoDbScan.EVERY_BUCKET)).hasSize(1);
  }

  @Test
  void aValueOfAnotherPipelineIsNamedWithItsKey() {
    try (var store = tables.store(Monoids.count())) {
      merge(store, Merge.of(new Key("page", 7), 1L));
    }
    assertThatThrownBy(() -> scan.all((key, stored) -> {}))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining("the value of key page@7 in table " + tables.state());
  }

  @Test
  void aPartThatThePipelineDoesNotHaveIsAnotherPipelinesAndNotNothing(DynamoDbAsyncClient client) {
    try (var store = tables.store(Monoids.struct().field("views", Monoids.count()).build())) {
      merge(
          store,
          Merge.of(
              Key.allTime("page"),
              Monoids.struct().field("views", Monoids.count()).build().value(3L)));
    }
    var counts = new DynamoDbScan<>(client, tables.state(), Monoids.count());
    assertThatThrownBy(() -> counts.buckets("page", DynamoDbScan.EVERY_BUCKET))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining("another pipeline's: it has [v_views], this pipeline's are [v]");
  }

  @Test
  void aTableThatIsNotThereIsAnErrorThatSaysSo(DynamoDbAsyncClient client) {
    var missing = new DynamoDbScan<>(client, DynamoDbLocal.newTableName("none"), Monoids.count());
    assertThatThrownBy(() -> missing.all((key, stored) -> {}))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining("the table does not exist");
  }

  private void put(String entity, long expiry) {
    tables
        .client()
        .putItem(
            r ->
                r.tableName(tables.state())
                    .item(
                        Map.of(
                            "pk", AttributeValue.fromS(entity),
                            "sk", AttributeValue.fromN("0"),
                            "v", AttributeValue.fromSs(java.util.List.of("x")),
                            "ttl", AttributeValue.fromN(Long.toString(expiry)))))
        .join();
  }
}
