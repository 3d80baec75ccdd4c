package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.state.Key;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import io.murmur.testing.ServiceError;
import io.murmur.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** One event in ten comes twice, while answers are lost and a commit fails. */
@ExtendWith({TestClusterExtension.class, DynamoDbLocalExtension.class})
class BootstrapDuplicatesIT {

  private static final String MIXED = "io.murmur.flink.bootstrap.Aggregate#mixed";
  private static final Duration LONG = Duration.ofDays(1);
  private static final int DISTINCT = 500;
  private static final int EVENTS = DISTINCT + DISTINCT / 10;

  private final TestCluster cluster;
  private final DynamoDbLocal local;
  private final DynamoDbAsyncClient direct;
  @TempDir Path directory;
  private Wire<?> opened;

  BootstrapDuplicatesIT(TestCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient direct) {
    this.cluster = cluster;
    this.local = local;
    this.direct = direct;
  }

  @AfterEach
  void closeWire() {
    opened.close();
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void withoutDedupEachDeliveryCounts(Aggregate<V> aggregate) throws Exception {
    Wire<V> wire = open(aggregate);
    runUnderFaults(wire, Duplicates.counted());
    wire.assertHolds(aggregate.oracle(delivered()));
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void whatTheJobRemembersCountsOnce(Aggregate<V> aggregate) throws Exception {
    Wire<V> wire = open(aggregate);
    runUnderFaults(wire, Duplicates.rememberedByJob(LONG));
    wire.assertHolds(aggregate.oracleOfDistinct(delivered()));
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void whatIsClaimedCountsOnceAndInAColdRerunToo(Aggregate<V> aggregate) throws Exception {
    Wire<V> wire = open(aggregate);
    runUnderFaults(wire, Duplicates.claimed(LONG));
    Map<Key, V> once = aggregate.oracleOfDistinct(delivered());
    wire.assertHolds(once);

    InjectedFault throttled =
        wire.proxy.inject(FaultRule.of(Fault.error(ServiceError.THROTTLING)).withProbability(0.1));
    Submission<V> cold = submission(wire).runId("cold").duplicates(Duplicates.claimed(LONG));
    cold.run();
    assertThat(cold.hooks.events.get()).isGreaterThanOrEqualTo(EVENTS);
    assertThat(throttled.strikes()).isPositive();
    wire.proxy.heal();
    wire.assertHolds(once);
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void aRunWithClaimsThatDiedWithoutACheckpointBeginsAgainExactly(Aggregate<V> aggregate)
      throws Exception {
    Wire<V> wire = open(aggregate);
    // Those on their way when the job dies may never arrive, so it dies when some have.
    Traffic traffic = wire.proxy.traffic();
    wire.proxy.inject(
        wire.writes(Fault.error(Wire.FORBIDDEN))
            .matching(request -> traffic.answered("TransactWriteItems") > 0)
            .once());
    submission(wire).duplicates(Duplicates.claimed(LONG)).dyingAtOnce().start().error();
    assertThat(wire.items()).isPositive();
    FileUtils.cleanDirectory(directory.toFile());

    submission(wire).duplicates(Duplicates.claimed(LONG)).run();
    wire.assertHolds(aggregate.oracleOfDistinct(delivered()));
  }

  private void runUnderFaults(Wire<?> wire, Duplicates duplicates) throws Exception {
    InjectedFault failed = wire.strikeWrites(Fault.error(Wire.FORBIDDEN), 30);
    InjectedFault lost = wire.proxy.inject(wire.writes(Fault.dropReply()).withProbability(0.1));
    submission(wire).duplicates(duplicates).run();
    assertThat(failed.strikes()).isOne();
    assertThat(lost.strikes()).isPositive();
    wire.proxy.heal();
  }

  private <V> Submission<V> submission(Wire<V> wire) {
    return new Submission<>(cluster, wire, directory, EVENTS).input(BootstrapDuplicatesIT::twice);
  }

  private <V> Wire<V> open(Aggregate<V> aggregate) {
    Wire<V> wire = new Wire<>(aggregate, local, direct, 4_711);
    opened = wire;
    return wire;
  }

  private static LongStream delivered() {
    return LongStream.range(0, EVENTS).map(BootstrapDuplicatesIT::twice);
  }

  /** Every tenth of the events once more, at the end. */
  private static long twice(long place) {
    return place < DISTINCT ? place : (place - DISTINCT) * 10 + 3;
  }
}
