package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.current;
import static io.murmur.testing.StoreProbe.merge;
import static io.murmur.testing.StoreProbe.mergeUntilAnswered;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult.AlreadyApplied;
import io.murmur.state.MergeResult.Applied;
import io.murmur.state.MergeResult.ClaimsLost;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import io.murmur.testing.MonoidSample;
import io.murmur.testing.ServiceError;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Every kind of value, while the wire loses answers and the server fails or throttles. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbWireFaultsIT {

  private static final String ALL = "io.murmur.testing.MonoidSamples#all";
  private static final String[] WRITES = {"UpdateItem", "TransactWriteItems"};
  private static final Key KEY = new Key("page|1", 17);
  private static final int WRITERS = 4;
  private static final int MERGES = 10;

  private FaultProxy proxy;
  private DynamoDbAsyncClient retrying;
  private DynamoDbAsyncClient trying;

  /** Straight to the server: what is really there. */
  private Tables truth;

  /** By a client that sends requests again, as in production, only faster. */
  private Tables tables;

  /** By a client that leaves that to its caller. */
  private Tables once;

  @BeforeEach
  void startProxy(DynamoDbLocal local, DynamoDbAsyncClient direct) {
    truth = Tables.create(direct);
    proxy = FaultProxy.dynamoDb(local.endpoint(), 42);
    var briefly = BackoffStrategy.fixedDelay(Duration.ofMillis(2));
    retrying =
        client(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(8)
                .backoffStrategy(briefly)
                .throttlingBackoffStrategy(briefly)
                .build());
    trying = client(AwsRetryStrategy.doNotRetry());
    tables = truth.through(retrying);
    once = truth.through(trying);
  }

  @AfterEach
  void stopProxy() {
    retrying.close();
    trying.close();
    proxy.close();
  }

  private DynamoDbAsyncClient client(RetryStrategy retries) {
    return DynamoDbLocal.asyncClient(proxy.endpoint())
        .overrideConfiguration(c -> c.retryStrategy(retries))
        .build();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void fencedMergesAreExactWhileAnswersAreLost(MonoidSample<V> sample) {
    fencedMergesAreExactUnder(lostAnswers(), sample);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void fencedMergesAreExactWhileTheServerFailsAndThrottles(MonoidSample<V> sample) {
    fencedMergesAreExactUnder(failures(), sample);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void claimedMergesAreExactWhileAnswersAreLost(MonoidSample<V> sample) {
    claimedMergesAreExactUnder(lostAnswers(), sample);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void claimedMergesAreExactWhileTheServerFailsAndThrottles(MonoidSample<V> sample) {
    claimedMergesAreExactUnder(failures(), sample);
  }

  /** Each counts once, whatever the caller was told: that it was applied, or that none can tell. */
  @ParameterizedTest
  @MethodSource(ALL)
  <V> void anUnguardedMergeIsNeverAppliedTwiceByTheStoreItself(MonoidSample<V> sample) {
    try (Store<V> store = tables.store(sample.monoid())) {
      List<V> deltas = sample.deltas(5, MERGES);
      for (V delta : deltas) {
        striking(Fault.dropReply(), () -> mergeOnce(store, delta));
      }
      assertExact(sample, deltas);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void anUnguardedMergeKnowsItsOwnWriteAgainUnlessItIsABlindAddition(MonoidSample<V> sample) {
    boolean blind =
        Kind.of(truth.state(), sample.monoid()).change() instanceof AdditiveChange
            && !sample.monoid().idempotent();
    var lost = Fault.errorAfterApplying(ServiceError.INTERNAL_SERVER_ERROR);
    try (Store<V> store = tables.store(sample.monoid())) {
      List<V> deltas = sample.deltas(6, 3);
      for (V delta : deltas) {
        boolean known = striking(lost, () -> mergeOnce(store, delta));
        assertThat(known).isEqualTo(!blind);
      }
      assertExact(sample, deltas);
    }
  }

  /** Throttling means that nothing was applied: there the client may repeat what it likes. */
  @ParameterizedTest
  @MethodSource(ALL)
  <V> void anUnguardedMergeIsRepeatedWhenItWasThrottled(MonoidSample<V> sample) {
    try (Store<V> store = tables.store(sample.monoid())) {
      List<V> deltas = sample.deltas(7, 3);
      for (V delta : deltas) {
        var throttle = FaultRule.of(Fault.error(ServiceError.THROUGHPUT_EXCEEDED));
        proxy.inject(throttle.on("UpdateItem").once());
        assertThat(merge(store, Merge.of(KEY, delta))).isInstanceOf(Applied.class);
      }
      assertExact(sample, deltas);
    }
  }

  /** Sends a merge once; whether the store knows that it was applied. */
  private static <V> boolean mergeOnce(Store<V> store, V delta) {
    try {
      assertThat(merge(store, Merge.of(KEY, delta))).isInstanceOf(Applied.class);
      return true;
    } catch (TransientStoreException unknown) {
      return false;
    }
  }

  /** Does something while the first update meets a fault. */
  private boolean striking(Fault fault, BooleanSupplier action) {
    InjectedFault injected = proxy.inject(FaultRule.of(fault).on("UpdateItem").once());
    try {
      return action.getAsBoolean();
    } finally {
      injected.close();
    }
  }

  /** Several writers at once, and every merge sent again by its caller until it is answered. */
  private <V> void fencedMergesAreExactUnder(List<InjectedFault> faults, MonoidSample<V> sample) {
    exactUnder(
        faults,
        sample,
        (writer, number) -> Guard.fence("writer_" + writer, new Stamp(1, 0, number)));
  }

  private <V> void claimedMergesAreExactUnder(List<InjectedFault> faults, MonoidSample<V> sample) {
    exactUnder(
        faults,
        sample,
        (writer, number) -> new Guard.Claims("views", List.of("e" + number), Duration.ofDays(1)));
  }

  private <V> void exactUnder(
      List<InjectedFault> faults,
      MonoidSample<V> sample,
      BiFunction<Integer, Integer, Guard> guard) {
    try (Store<V> resending = tables.store(sample.monoid());
        Store<V> plain = once.store(sample.monoid())) {
      List<V> deltas = sample.deltas(7, WRITERS * MERGES);
      atOnce(
          WRITERS,
          writer -> {
            for (int i = 0; i < MERGES; i++) {
              int number = writer * MERGES + i;
              var guarded = Merge.of(KEY, deltas.get(number)).under(guard.apply(writer, number));
              var result = mergeUntilAnswered(writer % 2 == 0 ? resending : plain, guarded);
              // Claims are lost to nobody but our own earlier attempt: then it was applied.
              assertThat(result)
                  .isInstanceOfAny(Applied.class, AlreadyApplied.class, ClaimsLost.class);
            }
            return writer;
          });
      assertThat(faults).allSatisfy(fault -> assertThat(fault.strikes()).isPositive());
      assertExact(sample, deltas);
    }
  }

  private List<InjectedFault> lostAnswers() {
    return List.of(proxy.inject(FaultRule.of(Fault.dropReply()).on(WRITES).withProbability(0.3)));
  }

  /** 30% of the requests, a part of them after the server had applied them. */
  private List<InjectedFault> failures() {
    return List.of(
        proxy.inject(
            FaultRule.of(Fault.error(ServiceError.INTERNAL_SERVER_ERROR)).withProbability(0.1)),
        proxy.inject(
            FaultRule.of(Fault.errorAfterApplying(ServiceError.INTERNAL_SERVER_ERROR))
                .withProbability(0.1)),
        proxy.inject(FaultRule.of(Fault.error(ServiceError.THROTTLING)).withProbability(0.1)));
  }

  private <V> void assertExact(MonoidSample<V> sample, List<V> deltas) {
    proxy.heal();
    V expected = sample.monoid().combineAll(deltas);
    try (Store<V> store = truth.store(sample.monoid())) {
      V actual = current(store, KEY);
      assertThat(sample.same().test(actual, expected))
          .as("%s: %s should mean the same as %s", sample, actual, expected)
          .isTrue();
    }
  }
}
