package io.murmur.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.run.LedgerCommitLog;
import io.murmur.flink.sink.FaultyStore.Fate;
import io.murmur.flink.testing.Shared;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without checkpoints each key is merged once, when the input ends. */
@ExtendWith(TestClusterExtension.class)
class MergeSinkBatchIT {

  private final TestCluster cluster;
  private final Events events = new Events(20_000, 1_000);
  private final InMemoryDocuments control = new InMemoryDocuments();
  @TempDir Path directory;
  private TestJob job;

  MergeSinkBatchIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void defineJob() {
    job = batch(new TestJob(events, directory), 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "AUTOMATIC"})
  void aBoundedRunMergesEachKeyOnce(RuntimeExecutionMode mode) throws Exception {
    job.settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    cluster.run(job.eventsPerCheckpoint(0).build());
    assertThat(job.table.requests()).isEqualTo(events.totals().size());
    events.assertTotals(job.table);
  }

  @Test
  void aRunThatIsRepeatedWithAnotherParallelismChangesNothing() throws Exception {
    cluster.run(job.build());
    long changes = job.table.changes();
    TestJob again = batch(new TestJob(events, directory, job.table), 1).parallelism(3);
    cluster.run(again.build());
    assertThat(job.table.changes()).isEqualTo(changes);
    assertThat(job.table.requests()).isEqualTo(2 * changes);
    events.assertTotals(job.table);
  }

  @Test
  void aRunOfAnotherGenerationIsRefused() throws Exception {
    cluster.run(job.build());
    Throwable error = cluster.fail(batch(new TestJob(events, directory, job.table), 2).build());
    assertThat(error).rootCause().isInstanceOf(RestoreRefusedException.class);
    events.assertTotals(job.table);
  }

  @Test
  void mergesThatFailOnTheWayAreRepeatedWithoutHarm() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    job.table.disturb(
        (merge, before) ->
            before % 400 == 399 && failures.incrementAndGet() <= 4
                ? Fate.FORBIDDEN
                : before % 50 == 49 ? Fate.ANSWER_LOST : Fate.ANSWERED);
    cluster.run(job.build());
    assertThat(failures.get()).isGreaterThanOrEqualTo(4);
    assertThat(job.table.requests()).isGreaterThan(job.table.changes());
    events.assertTotals(job.table);
  }

  @Test
  void taskManagersThatAreKilledWhileMergingChangeNoTotal() throws Exception {
    AtomicInteger kills = new AtomicInteger();
    job.table.disturb(
        (merge, before) -> {
          if (before == 600 && kills.getAndIncrement() == 0) {
            kill();
          }
          return Fate.ANSWERED;
        });
    cluster.run(job.build());
    assertThat(kills.get()).isPositive();
    events.assertTotals(job.table);
  }

  @Test
  void whatDoesNotFitIntoMemoryIsSpilledAndStillMergedOnce() throws Exception {
    Path spills = directory.resolve("spills");
    job.sink(
        sink ->
            sink.fenced("test", 1)
                .bufferMemory(MemorySize.ofMebiBytes(1).divide(32))
                .spillDirectory(spills.toUri().toString()));
    Set<Long> most = ConcurrentHashMap.newKeySet();
    job.table.disturb(
        (merge, before) -> {
          most.add(filesBelow(spills));
          return Fate.ANSWERED;
        });
    cluster.run(job.build());
    assertThat(most).anyMatch(files -> files > 10);
    assertThat(filesBelow(spills)).isZero();
    assertThat(job.table.requests()).isEqualTo(events.totals().size());
    events.assertTotals(job.table);
  }

  @Test
  void theSinkHasTheParallelismOfTheEnvironment() {
    List<Integer> ofSink =
        Stream.of(job.parallelism(3).build().getStreamGraph().getJobGraph().getVerticesAsArray())
            .filter(vertex -> vertex.getName().contains("merge test by test"))
            .map(vertex -> vertex.getParallelism())
            .toList();
    assertThat(ofSink).isNotEmpty().containsOnly(3);
  }

  @Test
  void claimedEventsCountOnceInAnyRun() throws Exception {
    job.claimed().sink(sink -> sink.claims(Duration.ofDays(1)));
    cluster.run(job.build());
    cluster.run(job.build());
    events.assertTotals(job.table);
  }

  private TestJob batch(TestJob made, long generation) {
    made.settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    Shared<InMemoryDocuments> documents = Shared.of(control);
    return made.sink(
        sink ->
            sink.fenced("test", generation)
                .commitLog(
                    LedgerCommitLog.opener(documents::get, "table", "test", "run", generation)));
  }

  private void kill() {
    try {
      cluster.killTaskManager();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long filesBelow(Path folder) {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    } catch (java.io.IOException | java.io.UncheckedIOException e) {
      // The folder is being emptied.
      return 0;
    }
  }
}
