package io.murmur.flink.sink;

import static io.murmur.flink.testing.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.sink.FaultyStore.Fate;
import io.murmur.flink.testing.Probe;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost and nothing counts twice, whatever fails while a job runs. */
@ExtendWith(TestClusterExtension.class)
class MergeSinkFaultsIT {

  private final TestCluster cluster;
  private final Events events = new Events(8_000, 300);
  @TempDir Path directory;
  private TestJob job;

  MergeSinkFaultsIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void defineJob() {
    job = new TestJob(events, directory);
  }

  @Test
  void eachEventCountsOnceWhenNothingFails() throws Exception {
    cluster.run(job.build());
    events.assertTotals(job.table);
    assertThat(job.table.requests()).isEqualTo(job.table.changes());
  }

  @Test
  void aTaskThatFailsBeforeTheBarrierChangesNoTotal() throws Exception {
    failOnceAt(1_000, 3_333, 7_999);
    cluster.run(job.build());
    assertThat(job.hooks.starts.get()).isEqualTo(4 * 2);
    events.assertTotals(job.table);
  }

  @Test
  void aTaskThatFailsAfterPrepareCommitChangesNoTotal() throws Exception {
    // The others have handed over their epochs when this one fails, and no checkpoint holds them.
    CompletableFuture<Void> fail = new CompletableFuture<>();
    AtomicInteger held = new AtomicInteger();
    job.side.onSnapshot =
        checkpoint -> {
          if (checkpoint == 3) {
            held.incrementAndGet();
            fail.get();
          }
        };
    JobID running = cluster.submit(job.build(), Optional.empty());
    Await.until(
        "all others have acknowledged checkpoint 3",
        PATIENCE,
        () -> held.get() == 2 && acknowledgedByOthers(running, 3));
    job.side.onSnapshot = checkpoint -> {};
    job.side.onEvent = failingOnce();
    long changesBefore = job.table.changes();
    fail.completeExceptionally(new IllegalStateException("fault of the test"));
    cluster.result(running);
    assertThat(job.hooks.starts.get()).isGreaterThan(2);
    assertThat(changesBefore).isPositive();
    events.assertTotals(job.table);
  }

  @Test
  void aTaskThatFailsWhenTheCheckpointHasCompletedChangesNoTotal() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    job.hooks.onComplete =
        checkpoint -> {
          if (checkpoint % 3 == 0 && failures.incrementAndGet() <= 4) {
            throw new IllegalStateException("fault of the test");
          }
        };
    cluster.run(job.build());
    assertThat(failures.get()).isGreaterThanOrEqualTo(4);
    events.assertTotals(job.table);
  }

  @Test
  void aCommitThatFailsAfterSomeOfItsMergesIsRepeatedWithoutHarm() throws Exception {
    job.sink(sink -> sink.fenced("test", 1).maxInFlight(1));
    failCommitsAt(Set.of(50L, 51L, 300L, 999L, 1500L));
    cluster.run(job.build());
    assertThat(job.hooks.starts.get()).isGreaterThan(2);
    assertThat(job.table.requests()).isGreaterThan(job.table.changes());
    events.assertTotals(job.table);
  }

  @Test
  void aCommitOfTheLastCheckpointThatFailsIsRepeatedWithoutHarm() throws Exception {
    job.eventsPerCheckpoint(0);
    AtomicInteger failures = new AtomicInteger();
    job.table.disturb(
        (merge, before) ->
            job.hooks.events.get() >= events.count() && failures.incrementAndGet() <= 3
                ? Fate.FORBIDDEN
                : Fate.ANSWERED);
    cluster.run(job.build());
    assertThat(failures.get()).isGreaterThanOrEqualTo(3);
    events.assertTotals(job.table);
  }

  @Test
  void lostRequestsLostAnswersAndThrottlingChangeNoTotal() throws Exception {
    Random random = new Random(4711);
    job.table.disturb(
        (merge, before) -> {
          int dice = random.nextInt(100);
          return dice < 5
              ? Fate.ANSWER_LOST
              : dice < 10 ? Fate.LOST : dice < 40 ? Fate.THROTTLED : Fate.ANSWERED;
        });
    cluster.run(job.build());
    events.assertTotals(job.table);
  }

  @Test
  void answersThatAreLostUntilTheCommitFailsChangeNoTotal() throws Exception {
    job.sink(sink -> sink.fenced("test", 1).maxAttempts(1));
    job.table.disturb((merge, before) -> before % 700 == 99 ? Fate.ANSWER_LOST : Fate.ANSWERED);
    cluster.run(job.build());
    assertThat(job.hooks.starts.get()).isGreaterThan(2);
    events.assertTotals(job.table);
  }

  @Test
  void taskManagersThatAreKilledChangeNoTotal() throws Exception {
    JobID running = cluster.submit(job.build(), Optional.empty());
    for (int kill = 1; kill <= 3; kill++) {
      long seen = job.hooks.events.get();
      Await.until(
          "the job goes on", PATIENCE, () -> job.hooks.events.get() > seen + events.count() / 8);
      cluster.killTaskManager();
    }
    cluster.result(running).toJobExecutionResult(getClass().getClassLoader());
    events.assertTotals(job.table);
  }

  @Test
  void abortedCheckpointsChangeNoTotal() throws Exception {
    job.side.onSnapshot =
        checkpoint -> {
          if (checkpoint % 2 == 1) {
            throw new IllegalStateException("fault of the test");
          }
        };
    cluster.run(job.build());
    assertThat(job.hooks.aborted.get()).isPositive();
    events.assertTotals(job.table);
  }

  @Test
  void unalignedCheckpointsChangeNoTotal() throws Exception {
    job.settings.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    job.settings.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ZERO);
    failOnceAt(2_000, 5_000);
    job.eventsPerCheckpoint(0);
    cluster.run(job.build());
    events.assertTotals(job.table);
  }

  private boolean acknowledgedByOthers(JobID running, long checkpoint) throws Exception {
    return cluster.acknowledged(running, checkpoint) == cluster.subtasks(running) - 2;
  }

  private void failOnceAt(long... numbers) {
    Set<Long> due = ConcurrentHashMap.newKeySet();
    for (long number : numbers) {
      due.add(number);
    }
    job.hooks.onEvent =
        event -> {
          if (due.remove(event)) {
            throw new IllegalStateException("fault of the test at event " + event);
          }
        };
  }

  private static Probe.Hook failingOnce() {
    AtomicBoolean done = new AtomicBoolean();
    return event -> {
      if (!done.getAndSet(true)) {
        throw new IllegalStateException("fault of the test");
      }
    };
  }

  private void failCommitsAt(Set<Long> requests) {
    job.table.disturb(
        (merge, before) -> requests.contains(before) ? Fate.FORBIDDEN : Fate.ANSWERED);
  }
}
