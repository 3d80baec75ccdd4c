package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import io.murmur.testing.StoreProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbDeduperIT {

  private static final Duration RETENTION = Duration.ofSeconds(100);

  private Tables tables;
  private Instant now = Instant.ofEpochSecond(4_000_000_000L);

  @BeforeEach
  void createTables(DynamoDbAsyncClient client) {
    tables = Tables.create(client);
  }

  @Test
  void ofSixteenThreadsThatMarkOneIdOneIsFirst() {
    try (var deduper = deduper(tables, "views")) {
      List<Boolean> answers = atOnce(16, i -> await(deduper.markSeen("e1")));
      assertThat(Collections.frequency(answers, true)).isOne();
    }
  }

  @Test
  void anIdIsForgottenWhenItsRetentionHasPassedThoughItIsStillThere() {
    try (var deduper = deduper(tables, "views")) {
      assertThat(await(deduper.markSeen("e1"))).isTrue();
      now = now.plusSeconds(99);
      assertThat(await(deduper.markSeen("e1"))).isFalse();
      now = now.plusSeconds(1);
      assertThat(await(deduper.markSeen("e1"))).isTrue();
      assertThat(await(deduper.markSeen("e1"))).isFalse();
    }
  }

  @Test
  void namespacesAndTheClaimsOfMergesNeverMeet() {
    try (var views = deduper(tables, "views");
        var clicks = deduper(tables, "clicks");
        var store = tables.store(Monoids.count())) {
      assertThat(await(views.markSeen("e1"))).isTrue();
      assertThat(await(clicks.markSeen("e1"))).isTrue();
      var guard = new Guard.Claims("views", List.of("e1"), RETENTION);
      var result = StoreProbe.merge(store, Merge.of(Key.allTime("a"), 1L).under(guard));
      assertThat(result).isInstanceOf(Applied.class);
    }
  }

  @Test
  void aCallWhoseAnswerWasLostIsStillTheFirst(DynamoDbLocal local) {
    try (var proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
        var client = DynamoDbLocal.asyncClient(proxy.endpoint()).build();
        var deduper = deduper(tables.through(client), "views")) {
      var lost = Fault.errorAfterApplying(ServiceError.INTERNAL_SERVER_ERROR);
      var injected = proxy.inject(FaultRule.of(lost).on("PutItem").once());
      assertThat(await(deduper.markSeen("e1"))).isTrue();
      assertThat(injected.strikes()).isOne();
      assertThat(await(deduper.markSeen("e1"))).isFalse();
    }
  }

  @Test
  void anErrorIsNeverTakenForFirstSeen(DynamoDbLocal local) {
    try (var proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
        var client =
            DynamoDbLocal.asyncClient(proxy.endpoint())
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        var deduper = deduper(tables.through(client), "views")) {
      proxy.inject(FaultRule.of(Fault.error(ServiceError.THROUGHPUT_EXCEEDED)));
      assertThatThrownBy(() -> await(deduper.markSeen("e1")))
          .isInstanceOfSatisfying(
              TransientStoreException.class, e -> assertThat(e.throttled()).isTrue())
          .hasMessageContainingAll("e1", "views", tables.dedup());
    }
  }

  @Test
  void aMissingTableIsNamedWithWhatCreatesIt() {
    try (var deduper = deduper(new Tables(tables.client(), "nowhere", "nowhere"), "views")) {
      assertThatThrownBy(() -> await(deduper.markSeen("e1")))
          .isInstanceOf(PermanentStoreException.class)
          .hasMessageContainingAll("nowhere", "createDedupTable");
    }
  }

  private DynamoDbDeduper deduper(Tables in, String namespace) {
    return new DynamoDbDeduper(in.client(), in.dedup(), namespace, RETENTION, () -> now);
  }
}
