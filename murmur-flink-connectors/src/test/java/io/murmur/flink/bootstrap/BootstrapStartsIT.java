package io.murmur.flink.bootstrap;

import static io.murmur.flink.testing.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.RunStatus;
import io.murmur.flink.run.RunRefusedException;
import io.murmur.flink.testing.Gate;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.state.Key;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.InjectedFault;
import java.io.File;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** What one submission of a run left is taken up by the next one exactly, or refused. */
@ExtendWith({TestClusterExtension.class, DynamoDbLocalExtension.class})
class BootstrapStartsIT {

  private static final String MIXED = "io.murmur.flink.bootstrap.Aggregate#mixed";
  private static final int EVENTS = 1_500;

  private final TestCluster cluster;
  private final DynamoDbLocal local;
  private final DynamoDbAsyncClient direct;
  @TempDir Path directory;
  private Wire<?> opened;

  BootstrapStartsIT(TestCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient direct) {
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
  <V> void aRunThatDiedGoesOnFromItsLastCheckpointByItself(Aggregate<V> aggregate)
      throws Exception {
    Wire<V> wire = open(aggregate);
    InjectedFault lost = wire.strikeWrites(Fault.dropReply(), 40);
    InjectedFault failed = wire.strikeWrites(Fault.error(Wire.FORBIDDEN), 45);
    Submission<V> dying = submission(wire).dyingAtOnce();
    assertThat(dying.start().error())
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("run 'run' failed")
        .hasMessageContaining("the test does not allow this")
        .hasMessageContaining("nothing is lost");
    assertThat(lost.strikes() + failed.strikes()).isEqualTo(2);
    assertThat(wire.ledger().find("run").orElseThrow().status()).isEqualTo(RunStatus.FAILED);

    Submission<V> second = submission(wire);
    assertThat(second.run().count("read")).isEqualTo(EVENTS);
    assertThat(second.hooks.events.get()).as("read again").isLessThan(EVENTS);
    wire.assertHolds(oracle(aggregate));
  }

  @Test
  void aRunThatIsStartedAgainAfterItCompletedTouchesNothing() throws Exception {
    Wire<Long> wire = open(Aggregate.counts());
    BootstrapReport first = submission(wire).run();
    wire.proxy.traffic().reset();

    Submission<Long> again = submission(wire);
    BootstrapReport second = again.run();
    assertThat(second.alreadyCompleted()).isTrue();
    assertThat(second.counts()).isEqualTo(first.counts());
    assertThat(again.hooks.events.get()).isZero();
    // It reads the control table and does not so much as write there.
    assertThat(wire.proxy.traffic().received())
        .isEqualTo(
            wire.proxy.traffic().received("GetItem") + wire.proxy.traffic().received("Query"))
        .isLessThan(5);
    wire.assertHolds(oracle(wire.aggregate));
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void aRunThatIsRescaledWithCommitsPendingGoesOnExactly(Aggregate<V> aggregate)
      throws Exception {
    // Savepoints do not commit, and there is no other checkpoint.
    Wire<V> wire = open(aggregate);
    Submission<V> two = submission(wire).gated().start();
    two.gate.open(300);
    two.awaitEvents(300 - Gate.WASTE);
    savepoint(two);
    two.gate.open(300);
    two.awaitEvents(600 - Gate.WASTE);
    String withTwoEpochs = savepoint(two);
    cluster.cancel(two.job);
    assertThat(two.error()).isInstanceOf(BootstrapFailedException.class);
    assertThat(wire.items()).isZero();

    wire.proxy.inject(wire.writes(Fault.dropReply()).withProbability(0.1));
    Submission<V> three = submission(wire).parallelism(3).gated().restoring(withTwoEpochs).start();
    three.gate.open(300);
    three.awaitEvents(300 - Gate.WASTE);
    Await.until("the backlog is committed", PATIENCE, () -> wire.items() > 0);
    String withOneMore = savepoint(three);
    cluster.cancel(three.job);
    assertThat(three.error()).isInstanceOf(BootstrapFailedException.class);

    Submission<V> one = submission(wire).parallelism(1).restoring(withOneMore);
    assertThat(one.run().count("read")).isEqualTo(EVENTS);
    wire.proxy.heal();
    wire.assertHolds(oracle(aggregate));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunThatWasStoppedWithASavepointIsNotCompleteAndGoesOnExactly(boolean drain)
      throws Exception {
    Wire<Long> wire = open(Aggregate.counts());
    Submission<Long> first = submission(wire).gated().start();
    first.gate.open(500);
    first.awaitEvents(500 - Gate.WASTE);
    Await.until("all tasks run", PATIENCE, () -> cluster.allRun(first.job));
    String savepoint = cluster.stop(first.job, savepoints(), drain);
    assertThat(first.error())
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("stopped before its source came to its end");
    assertThat(wire.ledger().find("run").orElseThrow().status()).isEqualTo(RunStatus.FAILED);

    assertThat(submission(wire).restoring(savepoint).run().count("read")).isEqualTo(EVENTS);
    wire.assertHolds(oracle(wire.aggregate));
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void twoWritersChangeTheSameItemsAtOnce(Aggregate<V> aggregate) throws Exception {
    Wire<V> wire = open(aggregate);
    InjectedFault lost = wire.proxy.inject(wire.writes(Fault.dropReply()).withProbability(0.05));
    Submission<V> one = submission(wire).runId("one");
    one.bootstrap.writer("one");
    Submission<V> other = submission(wire).runId("other").input(place -> place + EVENTS);
    other.bootstrap.writer("other");
    one.start();
    other.start();
    one.report();
    other.report();
    assertThat(lost.strikes()).isPositive();
    wire.proxy.heal();
    wire.assertHolds(aggregate.oracle(LongStream.range(0, 2 * EVENTS)));
  }

  @Test
  void aCheckpointOlderThanWhatWasCommittedIsRefusedAndTheNewestIsNot() throws Exception {
    Wire<Long> wire = open(Aggregate.counts());
    Submission<Long> first = submission(wire);
    CompletableFuture<Void> held = new CompletableFuture<>();
    first.hooks.onEvent =
        event -> {
          if (event == EVENTS - 50) {
            held.get();
          }
        };
    first.start();
    Await.until("something is committed", PATIENCE, () -> wire.items() > 0);
    String old = savepoint(first);
    long writes = wire.writes();
    first.awaitEvents(EVENTS / 2);
    Await.until("more is committed", PATIENCE, () -> wire.writes() > writes + 40);
    cluster.cancel(first.job);
    held.complete(null);
    assertThat(first.error()).isInstanceOf(BootstrapFailedException.class);
    assertThat(submission(wire).restoring(old).start().error())
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("is too old: generation 1 has committed beyond checkpoint")
        .hasMessageContaining("replay into a fresh table and swap");
    assertThat(submission(wire).restoring(newestCheckpoint(first)).run().count("read"))
        .isEqualTo(EVENTS);
    wire.assertHolds(oracle(wire.aggregate));
  }

  @Test
  void aRunWhoseCheckpointsAreGoneIsRefusedWithTheWaysOut() throws Exception {
    Wire<Long> wire = open(Aggregate.counts());
    wire.strikeWrites(Fault.error(Wire.FORBIDDEN), 45);
    submission(wire).dyingAtOnce().start().error();
    FileUtils.deleteDirectory(directory.toFile());
    wire.proxy.traffic().reset();
    Map<Key, Long> before = wire.totals(oracle(wire.aggregate));
    assertThat(submission(wire).start().error())
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("no checkpoint of it is left")
        .hasMessageContaining("--accept-double-counting");
    assertThat(wire.totals(oracle(wire.aggregate))).isEqualTo(before);
    assertThat(wire.proxy.traffic().received("UpdateItem")).isZero();
  }

  @ParameterizedTest
  @MethodSource(MIXED)
  <V> void aZombieOfAnOlderGenerationIsFencedOffAndFailsLoudly(Aggregate<V> aggregate)
      throws Exception {
    Wire<V> wire = open(aggregate);
    CompletableFuture<Void> wakesUp = new CompletableFuture<>();
    try (FaultProxy ofZombie = FaultProxy.dynamoDb(local.endpoint(), 1)) {
      // It commits some epochs, and the next one is cut off from the table in the middle.
      InjectedFault held =
          ofZombie.inject(wire.writes(Fault.holdRequest(wakesUp)).matching(new After(40)::passed));
      Submission<V> zombie = submission(wire).through(ofZombie).start();
      Await.until("the zombie is cut off", PATIENCE, () -> held.strikes() > 0);

      Submission<V> newer = submission(wire);
      assertThat(newer.run().count("read")).isEqualTo(EVENTS);
      wire.assertHolds(oracle(aggregate));

      held.close();
      wakesUp.complete(null);
      assertThat(zombie.error()).hasMessageContaining("superseded by generation 2");
      assertThat(wire.ledger().find("run").orElseThrow().status()).isEqualTo(RunStatus.COMPLETED);
      wire.assertHolds(oracle(aggregate));
    }
  }

  private <V> Wire<V> open(Aggregate<V> aggregate) {
    Wire<V> wire = new Wire<>(aggregate, local, direct, 4_711);
    opened = wire;
    return wire;
  }

  private <V> Submission<V> submission(Wire<V> wire) {
    return new Submission<>(cluster, wire, directory, EVENTS);
  }

  private String savepoint(Submission<?> run) throws Exception {
    return cluster.savepoint(run.job, savepoints());
  }

  private String newestCheckpoint(Submission<?> run) {
    File[] checkpoints = directory.resolve(run.job.toHexString()).toFile().listFiles();
    return Stream.of(checkpoints)
        .filter(checkpoint -> new File(checkpoint, "_metadata").exists())
        .max(Comparator.comparing(File::lastModified))
        .orElseThrow()
        .toURI()
        .toString();
  }

  private String savepoints() {
    return directory.resolve("savepoints").toUri().toString();
  }

  private static <V> Map<Key, V> oracle(Aggregate<V> aggregate) {
    return aggregate.oracle(LongStream.range(0, EVENTS));
  }

  /** Lets so many requests pass, and tells all that come after. */
  private static final class After {
    private long left;

    After(long requests) {
      left = requests;
    }

    synchronized boolean passed(Object request) {
      return left-- <= 0;
    }
  }
}
