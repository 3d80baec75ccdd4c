package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.AlreadyApplied;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.MonoidSample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Counts requests and capacity units on the wire: what the package's documentation promises. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbCostIT {

  private static final String ALL = "io.murmur.testing.MonoidSamples#all";
  private static final Key KEY = Key.allTime("page");
  private static final int MERGES = 10;

  private FaultProxy proxy;
  private DynamoDbAsyncClient client;
  private Tables tables;

  @BeforeEach
  void startProxy(DynamoDbLocal local, DynamoDbAsyncClient direct) {
    proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
    client =
        DynamoDbLocal.asyncClient(proxy.endpoint())
            .overrideConfiguration(c -> c.addExecutionInterceptor(new AskForCapacity()))
            .build();
    tables = Tables.create(direct).through(client);
  }

  @AfterEach
  void stopProxy() {
    client.close();
    proxy.close();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aMergeIsOneUpdateOfOneUnitAndAReadOnlyWhereTheServerCannotCombine(
      MonoidSample<V> sample) {
    Kind<V> kind = Kind.of(tables.state(), sample.monoid());
    boolean mayKeep = sample.monoid().idempotent() && kind.change().readsFirst();
    try (Store<V> store = tables.store(sample.monoid())) {
      List<V> deltas = sample.deltas(1, MERGES);
      for (int i = 0; i < MERGES; i++) {
        var guard = i % 2 == 0 ? Guard.none() : Guard.fence("live", new Stamp(1, 0, i));
        merge(store, Merge.of(KEY, deltas.get(i)).under(guard));
      }
      var traffic = proxy.traffic();
      assertThat(traffic.received("GetItem")).isEqualTo(kind.change().readsFirst() ? MERGES : 0);
      if (mayKeep) {
        assertThat(traffic.received("UpdateItem")).isBetween(1L, (long) MERGES);
      } else {
        assertThat(traffic.received("UpdateItem")).isEqualTo(MERGES);
      }
      assertThat(traffic.received())
          .isEqualTo(traffic.received("GetItem") + traffic.received("UpdateItem"));
      // Refused conditions do not say what they took, and a sketch may be larger than a kilobyte.
      if (kind.change() instanceof AdditiveChange) {
        assertThat(traffic.capacityUnits("UpdateItem")).isEqualTo(MERGES);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aRepeatedFencedMergeIsOneRequest(MonoidSample<V> sample) {
    try (Store<V> store = tables.store(sample.monoid())) {
      var fenced =
          Merge.of(KEY, sample.deltas(2, 1).get(0)).under(Guard.fence("live", new Stamp(1, 0, 1)));
      merge(store, fenced);
      long before = proxy.traffic().received();
      assertThat(merge(store, fenced)).isInstanceOf(AlreadyApplied.class);
      assertThat(proxy.traffic().received() - before).isOne();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aMergeWithClaimsIsOneTransaction(MonoidSample<V> sample) {
    Kind<V> kind = Kind.of(tables.state(), sample.monoid());
    try (Store<V> store = tables.store(sample.monoid())) {
      var guard = new Guard.Claims("views", List.of("e1", "e2"), Duration.ofDays(1));
      merge(store, Merge.of(KEY, sample.deltas(3, 1).get(0)).under(guard));
      assertThat(proxy.traffic().received("TransactWriteItems")).isOne();
      assertThat(proxy.traffic().received()).isEqualTo(kind.change().readsFirst() ? 2 : 1);
    }
  }

  /** The store itself does not ask: it has no use for the answer. */
  private static final class AskForCapacity implements ExecutionInterceptor {
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      return context.request() instanceof UpdateItemRequest update
          ? update.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build()
          : context.request();
    }
  }
}
