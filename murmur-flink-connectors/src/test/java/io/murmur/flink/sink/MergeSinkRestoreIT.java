package io.murmur.flink.sink;

import static io.murmur.flink.testing.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.run.LedgerCommitLog;
import io.murmur.flink.sink.FaultyStore.Fate;
import io.murmur.flink.testing.Gate;
import io.murmur.flink.testing.Shared;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.state.Key;
import io.murmur.testing.Await;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one submission left is taken up by the next one exactly, or refused. */
@ExtendWith(TestClusterExtension.class)
class MergeSinkRestoreIT {

  private static final Duration NEVER = Duration.ofDays(1);

  private final TestCluster cluster;
  private final Events events = new Events(8_000, 300);
  private final InMemoryDocuments control = new InMemoryDocuments();
  @TempDir Path directory;
  private String savepoints;
  private TestJob first;

  MergeSinkRestoreIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void defineFirstJob() {
    savepoints = directory.resolve("savepoints").toUri().toString();
    first = submission(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aJobThatWasStoppedWithASavepointGoesOnExactly(boolean drain) throws Exception {
    JobID running = cluster.submit(first.build(), Optional.empty());
    awaitEvents(first, 3_000);
    String savepoint = cluster.stop(running, savepoints, drain);
    long before = first.table.changes();
    assertThat(before).isPositive();

    TestJob second = submission(2);
    cluster.result(cluster.submit(second.build(), Optional.of(savepoint)));
    assertThat(first.table.changes()).isGreaterThan(before);
    events.assertTotals(first.table);
  }

  @Test
  void stoppingBringsAllThatWasReadIntoTheTable() throws Exception {
    AtomicLong read = new AtomicLong();
    first.hooks.onEvent = event -> read.addAndGet(Events.value(event));
    JobID running = cluster.submit(first.build(), Optional.empty());
    awaitEvents(first, 3_000);
    cluster.stop(running, savepoints, false);
    assertThat(sumOfTable()).isEqualTo(read.get());
  }

  @Test
  void aCommitThatFailsWhileStoppingIsRepeatedFromThatSavepoint() throws Exception {
    JobID running = cluster.submit(first.build(), Optional.empty());
    awaitEvents(first, 3_000);
    // From the moment that the savepoint is complete nothing is let through.
    first.table.disturb(
        (merge, before) ->
            complete("savepoints").findAny().isPresent() ? Fate.FORBIDDEN : Fate.ANSWERED);
    assertThatThrownBy(() -> cluster.stop(running, savepoints, false)).isNotNull();
    cluster.error(running);
    first.table.disturb((merge, before) -> Fate.ANSWERED);

    String savepoint = newest("savepoints").toUri().toString();
    cluster.result(cluster.submit(submission(2).build(), Optional.of(savepoint)));
    events.assertTotals(first.table);
  }

  @Test
  void aJobThatDiedGoesOnFromItsLastCheckpoint() throws Exception {
    JobID running = cluster.submit(first.build(), Optional.empty());
    awaitEvents(first, 3_000);
    cluster.cancel(running);
    TestJob second = submission(2);
    cluster.result(cluster.submit(second.build(), Optional.of(lastCheckpoint(running))));
    events.assertTotals(first.table);
  }

  @Test
  void aJobThatIsRescaledWithCommitsPendingGoesOnExactly() throws Exception {
    // Savepoints do not commit, and there is no other checkpoint.
    JobID two = cluster.submit(uncommitted(first).parallelism(2).build(), Optional.empty());
    first.gate.open(1_000);
    awaitEvents(first, 1_000 - Gate.WASTE);
    cluster.savepoint(two, savepoints);
    first.gate.open(1_000);
    awaitEvents(first, 2_000 - Gate.WASTE);
    String withTwoEpochs = cluster.savepoint(two, savepoints);
    cluster.cancel(two);
    assertThat(first.table.changes()).isZero();

    TestJob second = uncommitted(submission(2)).parallelism(3);
    JobID three = cluster.submit(second.build(), Optional.of(withTwoEpochs));
    second.gate.open(1_000);
    awaitEvents(second, 1_000 - Gate.WASTE);
    Await.until("the backlog is committed", PATIENCE, () -> first.table.changes() > 0);
    String withOneMore = cluster.savepoint(three, savepoints);
    cluster.cancel(three);

    TestJob third = submission(3).parallelism(1);
    JobID one = cluster.submit(third.build(), Optional.of(withOneMore));
    cluster.result(one).toJobExecutionResult(getClass().getClassLoader());
    events.assertTotals(first.table);
  }

  @Test
  void aCheckpointOlderThanWhatWasCommittedIsRefused() throws Exception {
    JobID running = cluster.submit(first.build(), Optional.empty());
    awaitEvents(first, 2_000);
    String old = cluster.savepoint(running, savepoints);
    long seen = first.table.changes();
    Await.until("more is committed", PATIENCE, () -> first.table.changes() > seen + 500);
    cluster.cancel(running);
    long changes = first.table.changes();

    Throwable error = cluster.error(cluster.submit(submission(2).build(), Optional.of(old)));
    assertThat(error)
        .rootCause()
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageContaining("is too old: generation 1 has committed beyond checkpoint")
        .hasMessageContaining("replay into a fresh table and swap");
    assertThat(first.table.changes()).isEqualTo(changes);

    cluster.result(cluster.submit(submission(3).build(), Optional.of(lastCheckpoint(running))));
    events.assertTotals(first.table);
  }

  @Test
  void aStartWithoutStateAfterCommitsIsRefusedUnlessItIsAllowed() throws Exception {
    cluster.run(first.build());
    assertThat(cluster.fail(submission(1).build()))
        .rootCause()
        .hasMessageContaining("take a new generation for each submission");
    assertThat(cluster.fail(submission(2).build()))
        .rootCause()
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessageContaining("events that are read again would count twice");
    events.assertTotals(first.table);

    TestJob again =
        new TestJob(events, directory, first.table)
            .sink(sink -> logged(sink.fenced("test", 3), 3).startOver(true));
    cluster.run(again.build());
    events.assertTotals(first.table, 2);
  }

  @Test
  void aLowerGenerationThanThatOfTheCheckpointIsRefused() throws Exception {
    TestJob high = submission(7);
    JobID running = cluster.submit(high.build(), Optional.empty());
    awaitEvents(high, 2_000);
    String savepoint = cluster.stop(running, savepoints, false);
    assertThat(cluster.error(cluster.submit(submission(6).build(), Optional.of(savepoint))))
        .rootCause()
        .hasMessageContaining("was taken by generation 7, which is newer than this submission's 6");
  }

  @Test
  void aZombieOfAnOlderGenerationIsFencedOffAndEndsItsJob() throws Exception {
    TestJob newer = submission(8);
    newer.sink(sink -> sink.fenced("test", 8));
    cluster.run(newer.build());
    long changes = first.table.changes();

    TestJob zombie = new TestJob(events, directory, first.table);
    zombie.sink(sink -> sink.fenced("test", 3));
    assertThat(cluster.fail(zombie.build()))
        .rootCause()
        .hasMessageContaining("generation 3 is superseded by generation 8");
    // The restart strategy would have gone on for ever.
    assertThat(zombie.hooks.starts.get()).isEqualTo(2);
    assertThat(first.table.changes()).isEqualTo(changes);
  }

  @Test
  void twoWritersChangeTheSameItemsAtOnce() throws Exception {
    TestJob live = new TestJob(events, directory, first.table);
    live.sink(sink -> sink.fenced("live", 1));
    JobID one = cluster.submit(first.build(), Optional.empty());
    JobID other = cluster.submit(live.build(), Optional.empty());
    cluster.result(one);
    cluster.result(other);
    events.assertTotals(first.table, 2);
  }

  @Test
  void aSinkWhoseUidChangedTakesNoDelta() throws Exception {
    JobID running = cluster.submit(first.build(), Optional.empty());
    awaitEvents(first, 2_000);
    String savepoint = cluster.stop(running, savepoints, false);
    long changes = first.table.changes();

    TestJob renamed = submission(2);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(renamed.settings);
    env.setParallelism(2);
    renamed.deltas(env).sinkTo(renamed.sink()).uid("another").setParallelism(2);
    // With another uid the writer's vertex has no state at all, like a start without any.
    Throwable error = cluster.error(cluster.submitDroppingState(env, savepoint));
    assertThat(error).rootCause().isInstanceOf(RestoreRefusedException.class);
    assertThat(first.table.changes()).isEqualTo(changes);
  }

  private TestJob submission(long generation) {
    TestJob job =
        first == null
            ? new TestJob(events, directory)
            : new TestJob(events, directory, first.table);
    return job.sink(sink -> logged(sink.fenced("test", generation), generation));
  }

  private MergeSinkBuilder<Long> logged(MergeSinkBuilder<Long> sink, long generation) {
    Shared<InMemoryDocuments> documents = Shared.of(control);
    return sink.commitLog(
        LedgerCommitLog.opener(documents::get, "table", "test", "run", generation));
  }

  private static TestJob uncommitted(TestJob job) {
    job.settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, NEVER);
    return job.gated();
  }

  private static void awaitEvents(TestJob job, long count) {
    Await.until(count + " events were read", PATIENCE, () -> job.hooks.events.get() >= count);
  }

  private long sumOfTable() {
    long sum = 0;
    for (Key key : first.table.keys()) {
      sum += first.table.value(key);
    }
    return sum;
  }

  private String lastCheckpoint(JobID job) throws Exception {
    return newest(job.toHexString()).toUri().toString();
  }

  private Path newest(String folder) {
    return complete(folder)
        .max(Comparator.comparing(path -> path.resolve("_metadata").toFile().lastModified()))
        .orElseThrow();
  }

  /** The checkpoints or savepoints in a folder that are complete. */
  private Stream<Path> complete(String folder) {
    File[] children = directory.resolve(folder).toFile().listFiles();
    return Stream.of(children == null ? new File[0] : children)
        .map(File::toPath)
        .filter(path -> Files.exists(path.resolve("_metadata")));
  }
}
