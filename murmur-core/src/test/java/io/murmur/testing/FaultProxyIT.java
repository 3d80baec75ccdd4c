package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

@ExtendWith(DynamoDbLocalExtension.class)
class FaultProxyIT {

  private static final long SEED = 42;

  /** Only matters when something is broken. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private FaultProxy proxy;
  private DynamoDbAsyncClient client;

  /** Straight to the server: what is really there. */
  private TestTable truth;

  /** Through the proxy, by a client that does not retry. */
  private TestTable table;

  @BeforeEach
  void startProxy(DynamoDbLocal local, DynamoDbAsyncClient direct) {
    truth = TestTable.create(direct, DynamoDbLocal.newTableName("proxied"));
    proxy = FaultProxy.dynamoDb(local.endpoint(), SEED);
    client = clientOf(proxy, PATIENCE);
    table = truth.through(client);
  }

  @AfterEach
  void stopProxy() {
    client.close();
    proxy.close();
  }

  @Test
  void passesEverythingOnWhenNothingIsInjected() {
    table.add("a", 1);
    table.add("a", 2);
    assertThat(table.read("a")).isEqualTo(3);
    assertThat(proxy.traffic().received("UpdateItem")).isEqualTo(2);
    assertThat(proxy.traffic().answered("UpdateItem")).isEqualTo(2);
    assertThat(proxy.traffic().capacityUnits("UpdateItem")).isEqualTo(2.0);
    assertThat(proxy.traffic().received()).isEqualTo(3);
  }

  @Test
  void aDroppedReplyIsAnErrorToTheClientAndAppliedByTheServer() {
    var drop = proxy.inject(FaultRule.of(Fault.dropReply()).on("UpdateItem").onlyTheNth(2));
    table.add("a", 1);
    assertThatThrownBy(() -> table.add("a", 10)).hasCauseInstanceOf(SdkClientException.class);
    table.add("a", 100);
    assertThat(truth.read("a")).isEqualTo(111);
    assertThat(drop.strikes()).isOne();
  }

  @Test
  void aResetRequestIsAnErrorToTheClientAndNotApplied() {
    proxy.inject(FaultRule.of(Fault.reset()).on("UpdateItem").once());
    assertThatThrownBy(() -> table.add("a", 1)).hasCauseInstanceOf(SdkClientException.class);
    assertThat(truth.read("a")).isZero();
    assertThat(proxy.traffic().received("UpdateItem")).isOne();
    assertThat(proxy.traffic().answered("UpdateItem")).isZero();
  }

  @Test
  void anInternalErrorIsReadAsSuchAndNotApplied() {
    proxy.inject(FaultRule.of(Fault.error(ServiceError.INTERNAL_SERVER_ERROR)));
    assertThatThrownBy(() -> table.add("a", 1))
        .hasCauseInstanceOf(InternalServerErrorException.class);
    assertThat(truth.read("a")).isZero();
  }

  @Test
  void anInternalErrorMayComeAfterTheWriteWasApplied() {
    proxy.inject(FaultRule.of(Fault.errorAfterApplying(ServiceError.INTERNAL_SERVER_ERROR)));
    assertThatThrownBy(() -> table.add("a", 1)).hasCauseInstanceOf(DynamoDbException.class);
    assertThat(truth.read("a")).isOne();
  }

  @Test
  void throttlingIsReadAsSuchUnderBothOfItsNames() {
    proxy.inject(FaultRule.of(Fault.error(ServiceError.THROUGHPUT_EXCEEDED)).once());
    assertThatThrownBy(() -> table.add("a", 1))
        .hasCauseInstanceOf(ProvisionedThroughputExceededException.class);
    proxy.inject(FaultRule.of(Fault.error(ServiceError.THROTTLING)).once());
    assertThatThrownBy(() -> table.add("a", 1))
        .cause()
        .isInstanceOfSatisfying(
            DynamoDbException.class, e -> assertThat(e.isThrottlingException()).isTrue());
  }

  @Test
  void strikesOnlyTheOperationAndTheItemThatTheRuleNames() {
    proxy.inject(
        FaultRule.of(Fault.reset()).on("UpdateItem").matching(r -> r.body().contains("\"b\"")));
    table.add("a", 1);
    assertThat(table.read("b")).isZero();
    assertThatThrownBy(() -> table.add("b", 1)).hasCauseInstanceOf(SdkClientException.class);
  }

  @Test
  void strikesAboutTheShareThatTheRuleSays() {
    int requests = 300;
    var error =
        proxy.inject(
            FaultRule.of(Fault.error(ServiceError.THROTTLING))
                .on("UpdateItem")
                .withProbability(0.3));
    var calls =
        IntStream.range(0, requests)
            .mapToObj(i -> table.addAsync("a", 1).handle((reply, failure) -> failure == null))
            .toList();
    long applied = calls.stream().filter(CompletableFuture::join).count();
    assertThat(truth.read("a")).isEqualTo(applied);
    assertThat(applied).isEqualTo(requests - error.strikes());
    assertThat(error.strikes()).isBetween(60L, 120L);
  }

  @Test
  void theSameSeedStrikesTheSameRequests(DynamoDbLocal local) {
    var rule = FaultRule.of(Fault.error(ServiceError.THROTTLING)).withProbability(0.5);
    proxy.inject(rule);
    List<Boolean> first = outcomes(table);
    try (var again = FaultProxy.dynamoDb(local.endpoint(), SEED);
        var other = clientOf(again, PATIENCE)) {
      again.inject(rule);
      assertThat(outcomes(truth.through(other))).isEqualTo(first).contains(true, false);
    }
  }

  @Test
  void aHeldReplyComesWhenItIsLetGo() {
    var gate = new CompletableFuture<Void>();
    proxy.inject(FaultRule.of(Fault.holdReply(gate)).on("UpdateItem").once());
    var held = table.addAsync("a", 1);
    Await.until("the item is written", PATIENCE, () -> truth.read("a") == 1);
    assertThat(held).isNotDone();
    gate.complete(null);
    held.join();
  }

  @Test
  void aHeldRequestIsAppliedThoughItsClientHasGone() {
    var gate = new CompletableFuture<Void>();
    proxy.inject(FaultRule.of(Fault.holdRequest(gate)).on("UpdateItem").once());
    try (var leaving = clientOf(proxy, PATIENCE)) {
      var unused = truth.through(leaving).addAsync("a", 1);
      Await.until("the request is held", PATIENCE, () -> proxy.traffic().received() == 1);
    }
    assertThat(truth.read("a")).isZero();
    gate.complete(null);
    Await.until("the zombie writes", PATIENCE, () -> truth.read("a") == 1);
  }

  @Test
  void aHeldReplyDoesNotHoldUpOthers() {
    var gate = new CompletableFuture<Void>();
    proxy.inject(FaultRule.of(Fault.holdReply(gate)).matching(r -> r.body().contains("\"slow\"")));
    var slow = table.addAsync("slow", 1);
    table.add("fast", 1);
    assertThat(slow).isNotDone();
    gate.complete(null);
    slow.join();
  }

  @Test
  void aDelayedReplyComesNoEarlierThanTheDelay() {
    var delay = Duration.ofMillis(100);
    proxy.inject(FaultRule.of(Fault.delayReply(delay)).on("UpdateItem"));
    long start = System.nanoTime();
    table.add("a", 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void halfOfABatchCanBeLeftUnprocessed() {
    var keys = IntStream.range(0, 5).mapToObj(i -> TestTable.key("k" + i)).toList();
    IntStream.range(0, 5).forEach(i -> truth.add("k" + i, i));
    proxy.inject(FaultRule.of(Fault.leaveHalfUnprocessed()).on("BatchGetItem"));
    var reply =
        client
            .batchGetItem(
                r ->
                    r.requestItems(
                        Map.of(truth.name(), KeysAndAttributes.builder().keys(keys).build())))
            .join();
    assertThat(reply.responses().get(truth.name())).hasSize(2);
    assertThat(reply.unprocessedKeys().get(truth.name()).keys())
        .containsExactlyElementsOf(keys.subList(2, 5));
  }

  @Test
  void openConnectionsCanBeResetInTheMiddleOfARequest() {
    var gate = new CompletableFuture<Void>();
    proxy.inject(FaultRule.of(Fault.holdReply(gate)).once());
    var held = table.addAsync("a", 1);
    Await.until("the item is written", PATIENCE, () -> truth.read("a") == 1);
    proxy.resetConnections();
    assertThatThrownBy(held::join).hasCauseInstanceOf(SdkClientException.class);
    gate.complete(null);
    table.add("a", 1);
    assertThat(truth.read("a")).isEqualTo(2);
  }

  @Test
  void refusedClientsAreWelcomeAgainAfterHealing() {
    proxy.refuseConnections();
    assertThatThrownBy(() -> table.add("a", 1)).hasCauseInstanceOf(SdkClientException.class);
    proxy.heal();
    table.add("a", 1);
    assertThat(truth.read("a")).isOne();
  }

  @Test
  void whatIsSentIntoABlackholeArrivesWhenTheNetworkComesBack() {
    table.add("a", 1);
    proxy.blackhole();
    var lost = table.addAsync("a", 1);
    try (var impatient = clientOf(proxy, Duration.ofMillis(200))) {
      assertThatThrownBy(() -> truth.through(impatient).read("a"))
          .hasCauseInstanceOf(ApiCallTimeoutException.class);
    }
    assertThat(lost).isNotDone();
    proxy.heal();
    lost.join();
    assertThat(truth.read("a")).isEqualTo(2);
  }

  @Test
  void aClosedRuleStrikesNoMore() {
    try (var reset = proxy.inject(FaultRule.of(Fault.reset()))) {
      assertThatThrownBy(() -> table.add("a", 1)).hasCauseInstanceOf(SdkClientException.class);
      assertThat(reset.strikes()).isOne();
    }
    table.add("a", 1);
    assertThat(truth.read("a")).isOne();
  }

  private static List<Boolean> outcomes(TestTable table) {
    return IntStream.range(0, 30)
        .mapToObj(i -> table.addAsync("o", 1).handle((reply, failure) -> failure == null).join())
        .toList();
  }

  private static DynamoDbAsyncClient clientOf(FaultProxy proxy, Duration timeout) {
    return DynamoDbLocal.asyncClient(proxy.endpoint())
        .overrideConfiguration(
            c -> c.apiCallTimeout(timeout).retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }
}
