package io.murmur.flink.bootstrap;

import static io.murmur.flink.testing.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import io.murmur.testing.ServiceError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Every kind of value comes out exact, whatever fails while one submission runs. */
@ExtendWith({TestClusterExtension.class, DynamoDbLocalExtension.class})
class BootstrapFaultsIT {

  private static final String ALL = "io.murmur.flink.bootstrap.Aggregate#all";
  private static final String MIXED = "io.murmur.flink.bootstrap.Aggregate#mixed";
  private static final int EVENTS = 1_600;

  private final TestCluster cluster;
  private final DynamoDbLocal local;
  private final DynamoDbAsyncClient direct;
  @TempDir Path directory;
  private Wire<?> wire;

  BootstrapFaultsIT(TestCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient direct) {
    this.cluster = cluster;
    this.local = local;
    this.direct = direct;
  }

  @AfterEach
  void closeWire() {
    wire.close();
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void aTaskThatFailsBeforeTheBarrierChangesNoTotal(Aggregate<V> aggregate) throws Exception {
    Submission<V> run = submission(aggregate);
    Set<Long> due = ConcurrentHashMap.newKeySet();
    due.addAll(List.of(150L, 777L, EVENTS - 1L));
    run.hooks.onEvent =
        event -> {
          if (due.remove(event)) {
            throw new IllegalStateException("fault of the test");
          }
        };
    run.run();
    assertThat(due).isEmpty();
    assertExact(aggregate);
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void aTaskThatFailsAfterPrepareCommitChangesNoTotal(Aggregate<V> aggregate) throws Exception {
    // The others have handed over their epochs when this one fails, and no checkpoint holds them.
    Submission<V> run = submission(aggregate);
    CompletableFuture<Void> fail = new CompletableFuture<>();
    AtomicInteger held = new AtomicInteger();
    run.side.onSnapshot =
        checkpoint -> {
          if (checkpoint == 3) {
            held.incrementAndGet();
            fail.get();
          }
        };
    run.start();
    Await.until(
        "all others have acknowledged checkpoint 3",
        PATIENCE,
        () -> held.get() == 2 && cluster.acknowledged(run.job, 3) == cluster.subtasks(run.job) - 2);
    run.side.onSnapshot = checkpoint -> {};
    long starts = run.side.starts.get();
    fail.completeExceptionally(new IllegalStateException("fault of the test"));
    // Failing to take a checkpoint is not the end of a task, so it is told once more.
    AtomicInteger failures = new AtomicInteger();
    run.hooks.onEvent =
        event -> {
          if (failures.getAndIncrement() == 0) {
            throw new IllegalStateException("fault of the test");
          }
        };
    run.report();
    assertThat(run.side.starts.get()).isGreaterThan(starts);
    assertExact(aggregate);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aCommitThatFailsAfterSomeOfItsWritesChangesNoTotal(Aggregate<V> aggregate)
      throws Exception {
    Submission<V> run = submission(aggregate);
    List<InjectedFault> failures =
        LongStream.of(7, 60, 61, 80)
            .mapToObj(nth -> wire.strikeWrites(Fault.error(Wire.FORBIDDEN), nth))
            .toList();
    run.run();
    assertThat(failures).allSatisfy(failure -> assertThat(failure.strikes()).isOne());
    assertThat(run.side.starts.get()).isGreaterThan(2);
    assertExact(aggregate);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aTaskThatFailsAfterAWriteWhoseAnswerWasLostChangesNoTotal(Aggregate<V> aggregate)
      throws Exception {
    Submission<V> run = submission(aggregate);
    InjectedFault lost = wire.strikeWrites(Fault.dropReply(), 20, 75);
    InjectedFault failed = wire.strikeWrites(Fault.error(Wire.FORBIDDEN), 21, 76);
    run.run();
    assertThat(lost.strikes()).isOne();
    assertThat(failed.strikes()).isOne();
    assertThat(run.side.starts.get()).isGreaterThan(2);
    assertExact(aggregate);
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void aTaskManagerThatIsKilledChangesNoTotal(Aggregate<V> aggregate) throws Exception {
    Submission<V> run = submission(aggregate);
    // While it reads, and while it writes: the answers wait for the kill.
    CompletableFuture<Void> killed = new CompletableFuture<>();
    InjectedFault held = wire.proxy.inject(wire.writes(Fault.holdReply(killed)).onlyTheNth(70));
    run.start();
    Await.until("a write is under way", PATIENCE, () -> held.strikes() == 1);
    cluster.killTaskManager();
    killed.complete(null);
    run.report();
    assertExact(aggregate);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void aThirdOfTheRequestsThrottledChangesNoTotal(Aggregate<V> aggregate) throws Exception {
    Submission<V> run = submission(aggregate);
    assertStruckAndExact(
        run,
        wire.proxy.inject(
            FaultRule.of(Fault.error(ServiceError.THROUGHPUT_EXCEEDED)).withProbability(0.2)),
        wire.proxy.inject(
            FaultRule.of(Fault.error(ServiceError.THROTTLING)).withProbability(0.125)));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void oneInTwentyAnswersLostAfterTheWriteWasAppliedChangesNoTotal(Aggregate<V> aggregate)
      throws Exception {
    Submission<V> run = submission(aggregate);
    assertStruckAndExact(
        run,
        wire.proxy.inject(FaultRule.of(Fault.dropReply()).withProbability(0.05)),
        wire.proxy.inject(
            FaultRule.of(Fault.errorAfterApplying(ServiceError.INTERNAL_SERVER_ERROR))
                .withProbability(0.02)));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  <V> void connectionsThatAreResetChangeNoTotal(Aggregate<V> aggregate) throws Exception {
    Submission<V> run = submission(aggregate);
    Set<Long> due = ConcurrentHashMap.newKeySet();
    due.addAll(List.of(300L, 700L, 1_100L));
    run.hooks.onEvent =
        event -> {
          if (due.remove(event)) {
            wire.proxy.resetConnections();
          }
        };
    assertStruckAndExact(run, wire.proxy.inject(FaultRule.of(Fault.reset()).withProbability(0.05)));
    assertThat(due).isEmpty();
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void checkpointsThatAreAbortedChangeNoTotal(Aggregate<V> aggregate) throws Exception {
    Submission<V> run = submission(aggregate);
    wire.proxy.inject(wire.writes(Fault.dropReply()).withProbability(0.05));
    AtomicInteger aborted = new AtomicInteger();
    run.side.onSnapshot =
        checkpoint -> {
          if (checkpoint % 2 == 1) {
            aborted.incrementAndGet();
            throw new IllegalStateException("fault of the test");
          }
        };
    run.run();
    assertThat(aborted.get()).isPositive();
    assertExact(aggregate);
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void deltasThatAreHeldOverSeveralCheckpointsSurviveFaults(Aggregate<V> aggregate)
      throws Exception {
    Submission<V> run = submission(aggregate);
    run.bootstrap.flushTick(Duration.ofMillis(150));
    Set<Long> due = ConcurrentHashMap.newKeySet();
    due.addAll(List.of(500L, 1_300L));
    run.hooks.onEvent =
        event -> {
          if (due.remove(event)) {
            throw new IllegalStateException("fault of the test");
          }
        };
    InjectedFault failed = wire.strikeWrites(Fault.error(Wire.FORBIDDEN), 33);
    wire.proxy.inject(wire.writes(Fault.dropReply()).withProbability(0.05));
    run.run();
    assertThat(due).isEmpty();
    assertThat(failed.strikes()).isOne();
    assertExact(aggregate);
  }

  private <V> Submission<V> submission(Aggregate<V> aggregate) {
    Wire<V> made = new Wire<>(aggregate, local, direct, 4_711);
    wire = made;
    return new Submission<>(cluster, made, directory, EVENTS);
  }

  private <V> void assertStruckAndExact(Submission<V> run, InjectedFault... faults)
      throws Exception {
    run.run();
    assertThat(faults).allSatisfy(fault -> assertThat(fault.strikes()).isPositive());
    assertExact(run.wire().aggregate);
  }

  @SuppressWarnings("unchecked")
  private <V> void assertExact(Aggregate<V> aggregate) {
    wire.proxy.heal();
    ((Wire<V>) wire).assertHolds(aggregate.oracle(LongStream.range(0, EVENTS)));
  }
}
