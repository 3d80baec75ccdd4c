package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Stored;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ProxiedRequest;
import io.murmur.testing.ServiceError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Reads of many keys on the wire. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbReadsIT {

  private static final int KEYS = 250;

  private FaultProxy proxy;
  private DynamoDbAsyncClient client;
  private Tables tables;

  @BeforeEach
  void fillTable(DynamoDbLocal local, DynamoDbAsyncClient direct) {
    Tables truth = Tables.create(direct);
    try (var store = truth.store(Monoids.sumLong())) {
      IntStream.range(0, KEYS).forEach(i -> merge(store, Merge.of(key(i), (long) i)));
    }
    proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
    client =
        DynamoDbLocal.asyncClient(proxy.endpoint())
            .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    tables = truth.through(client);
  }

  @AfterEach
  void stopProxy() {
    client.close();
    proxy.close();
  }

  @Test
  void twoHundredAndFiftyKeysWithDuplicatesAreThreeRequests() {
    List<Key> keys = new ArrayList<>(allKeys());
    keys.addAll(allKeys());
    Collections.shuffle(keys, new Random(1));
    try (var store = tables.store(Monoids.sumLong())) {
      var found = await(store.getMany(keys));
      assertThat(found.stream().map(stored -> stored.orElseThrow().value()))
          .containsExactlyElementsOf(keys.stream().map(Key::bucket).toList());
    }
    assertThat(proxy.traffic().received("BatchGetItem")).isEqualTo(3);
    assertThat(proxy.traffic().received()).isEqualTo(3);
  }

  @Test
  void keysThatTheServerLeavesOutAreAskedForAgain() {
    var halves = proxy.inject(FaultRule.of(Fault.leaveHalfUnprocessed()).on("BatchGetItem"));
    try (var store = tables.store(Monoids.sumLong())) {
      var found = await(store.getMany(allKeys()));
      assertThat(found.stream().map(stored -> stored.orElseThrow().value()))
          .containsExactlyElementsOf(LongStream.range(0, KEYS).boxed().toList());
    }
    assertThat(halves.strikes()).isGreaterThan(3);
  }

  @Test
  void keysThatStayLeftOutAreAnErrorAndNotMissing() {
    proxy.inject(FaultRule.of(Fault.leaveHalfUnprocessed()).on("BatchGetItem"));
    try (var store =
        DynamoDbStore.builder(client, tables.state(), Monoids.sumLong())
            .batchPatience(Duration.ZERO)
            .build()) {
      assertThatThrownBy(() -> await(store.getMany(allKeys())))
          .isInstanceOfSatisfying(
              TransientStoreException.class, e -> assertThat(e.throttled()).isTrue())
          .hasMessageContainingAll(tables.state(), "250 keys");
    }
  }

  @Test
  void oneFailedBatchFailsTheWholeRead() {
    var error = Fault.error(ServiceError.INTERNAL_SERVER_ERROR);
    proxy.inject(FaultRule.of(error).on("BatchGetItem").onlyTheNth(2));
    try (var store = tables.store(Monoids.sumLong())) {
      assertThatThrownBy(() -> await(store.getMany(allKeys())))
          .isInstanceOfSatisfying(
              TransientStoreException.class, e -> assertThat(e.throttled()).isFalse())
          .hasMessageContaining(tables.state());
    }
  }

  @Test
  void readsAreConsistentWhenAsked() {
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    proxy.inject(FaultRule.of(Fault.reset()).matching(request -> note(bodies, request)));
    try (var store = tables.store(Monoids.sumLong())) {
      await(store.get(key(1), Consistency.STRONG));
      await(store.getMany(List.of(key(1), key(2)), Consistency.STRONG));
      assertThat(bodies).hasSize(2).allMatch(body -> body.contains("\"ConsistentRead\":true"));
      bodies.clear();
      await(store.get(key(1)));
      await(store.getMany(List.of(key(1), key(2))));
      assertThat(bodies).hasSize(2).allMatch(body -> body.contains("\"ConsistentRead\":false"));
    }
  }

  @Test
  void manyThousandKeysAreReadWithoutFloodingTheClient() {
    List<Key> keys = IntStream.range(0, 20_000).mapToObj(DynamoDbReadsIT::key).toList();
    try (var store = tables.store(Monoids.sumLong())) {
      var found = await(store.getMany(keys));
      assertThat(found).hasSameSizeAs(keys);
      assertThat(found.stream().filter(Optional::isPresent)).hasSize(KEYS);
      assertThat(found.get(249).map(Stored::value)).hasValue(249L);
    }
  }

  /** Remembers a request and strikes none. */
  private static boolean note(Queue<String> bodies, ProxiedRequest request) {
    bodies.add(request.body());
    return false;
  }

  private static List<Key> allKeys() {
    return IntStream.range(0, KEYS).mapToObj(DynamoDbReadsIT::key).toList();
  }

  private static Key key(int number) {
    return new Key("k" + number, number);
  }
}
