package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.await;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbClientsIT {

  private static final Key KEY = Key.allTime("a");

  private Tables tables;

  @BeforeEach
  void createTables(DynamoDbAsyncClient client) {
    tables = Tables.create(client);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientRidesOutThrottling(boolean adaptive, DynamoDbLocal local) {
    try (var proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
        var client = client(options(proxy).retrying(8, adaptive));
        var store = tables.through(client).store(Monoids.count())) {
      var throttle = FaultRule.of(Fault.error(ServiceError.THROUGHPUT_EXCEEDED));
      for (int i = 1; i <= 3; i++) {
        proxy.inject(throttle.onlyTheNth(i));
      }
      assertThat(current(store, KEY)).isZero();
      assertThat(proxy.traffic().received("GetItem")).isGreaterThan(1);
    }
  }

  @Test
  void moreRequestsThanConnectionsWaitTheirTurn(DynamoDbLocal local) {
    try (var proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
        var client = client(options(proxy).concurrent(2));
        var store = tables.through(client).store(Monoids.count())) {
      var merges =
          IntStream.range(0, 500)
              .mapToObj(i -> store.merge(Merge.of(KEY, 1L)).toCompletableFuture())
              .toArray(CompletableFuture<?>[]::new);
      await(CompletableFuture.allOf(merges));
      assertThat(current(store, KEY)).isEqualTo(500);
    }
  }

  @Test
  void aRequestThatIsNotAnsweredEndsWithItsTimeout(DynamoDbLocal local) {
    try (var proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
        var client =
            client(options(proxy).timingOut(Duration.ofMillis(100), Duration.ofMillis(300)));
        var store = tables.through(client).store(Monoids.count())) {
      proxy.blackhole();
      assertThatThrownBy(() -> merge(store, Merge.of(KEY, 1L)))
          .isInstanceOf(TransientStoreException.class)
          .hasMessageContainingAll("key a", tables.state(), "not known");
      proxy.heal();
    }
  }

  @Test
  void aClientThatIsClosedMoreThanOnceLeavesTheOthersTheirThreads(DynamoDbLocal local) {
    try (var proxy = FaultProxy.dynamoDb(local.endpoint(), 1);
        var client = client(options(proxy));
        var store = tables.through(client).store(Monoids.count())) {
      var http = DynamoDbClients.httpClient().build();
      for (int i = 0; i < 100; i++) {
        http.close();
      }
      merge(store, Merge.of(KEY, 1L));
      assertThat(current(store, KEY)).isOne();
    }
  }

  @Test
  void optionsOutsideOfTheirBoundsAreRefused() {
    var options = ClientOptions.defaults();
    assertThatThrownBy(() -> options.concurrent(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.retrying(0, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.timingOut(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ClientOptions options(FaultProxy proxy) {
    return ClientOptions.defaults().at(proxy.endpoint()).in("us-east-1");
  }

  private static DynamoDbAsyncClient client(ClientOptions options) {
    return DynamoDbClients.create(
        options, StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
  }
}
