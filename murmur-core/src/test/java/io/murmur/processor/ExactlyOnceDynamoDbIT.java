package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.state.Consistency;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class ExactlyOnceDynamoDbIT extends ExactlyOnceContract {

  private DynamoDbAsyncClient client;
  private String state;
  private String dedup;

  @BeforeEach
  void createTables(DynamoDbAsyncClient shared) {
    client = shared;
    state = DynamoDbLocal.newTableName("processor");
    dedup = DynamoDbLocal.newTableName("processor-dedup");
    var tables = new DynamoDbTables(client);
    tables.createStateTable(state, TableOptions.onDemand()).toCompletableFuture().join();
    tables.createDedupTable(dedup, TableOptions.onDemand()).toCompletableFuture().join();
  }

  @Override
  protected <V> Store<V> newStore(Monoid<V> monoid) {
    return store(client, monoid);
  }

  @Test
  void lostAnswersThrottlingAndRepeatedDeliveriesOnTheWireCountEachEventOnce(DynamoDbLocal server) {
    List<Sale> sales =
        IntStream.range(0, 600)
            .mapToObj(n -> new Sale("e" + n, List.of("all", "k" + n % 20), n))
            .toList();
    try (var proxy = FaultProxy.dynamoDb(server.endpoint(), 11);
        var shaky = DynamoDbLocal.asyncClient(proxy.endpoint()).build()) {
      proxy.inject(FaultRule.of(Fault.dropReply()).withProbability(0.1));
      proxy.inject(FaultRule.of(Fault.error(ServiceError.THROTTLING)).withProbability(0.3));
      var processor =
          Processor.of(Sale.revenue(), store(shaky, Monoids.sumLong()))
              .withConfig(
                  Bench.claiming()
                      .withRetry(new RetryPolicy(5, Duration.ofMillis(5), Duration.ofMillis(50))));
      deliverUntilDone(processor, sales);
      proxy.heal();
      processor.mergeBatch(sales, (sale, position) -> "#" + position).join();
    }
    Store<Long> store = newStore(Monoids.sumLong());
    InMemoryRunner.run(Sale.revenue(), sales)
        .forEach(
            (key, total) ->
                assertThat(
                        store
                            .get(key, Consistency.STRONG)
                            .toCompletableFuture()
                            .join()
                            .orElseThrow()
                            .value())
                    .as(key.toString())
                    .isEqualTo(total));
  }

  private static void deliverUntilDone(Processor<Sale, Long> processor, List<Sale> sales) {
    CompletableFuture<Void> batch;
    int deliveries = 0;
    do {
      assertThat(++deliveries).as("deliveries").isLessThan(50);
      batch = processor.mergeBatch(sales, (sale, position) -> "#" + position);
      batch.handle((done, error) -> null).join();
    } while (batch.isCompletedExceptionally());
  }

  private <V> Store<V> store(DynamoDbAsyncClient through, Monoid<V> monoid) {
    return DynamoDbStore.builder(through, state, monoid).claimsIn(dedup).build();
  }
}
