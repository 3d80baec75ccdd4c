package io.murmur.flink.sink;

import static io.murmur.flink.testing.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.testing.Gate;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Events flow whatever the commits do, and in bounded memory. */
@ExtendWith(TestClusterExtension.class)
class MergeSinkFlowIT {

  private final TestCluster cluster;
  @TempDir Path directory;

  MergeSinkFlowIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void eventsFlowWhileACommitIsRunning() throws Exception {
    Events events = new Events(400_000, 500);
    TestJob job = new TestJob(events, directory).gated();
    assertThatEventsPassAHeldCommit(job, 1_000);
    events.assertTotals(job.table);
  }

  @Test
  void eventsFlowWhileACommitOfManyKeysIsRunning() throws Exception {
    // Each epoch is many times what a channel takes.
    Events events = new Events(410_000, 50_000);
    TestJob job = new TestJob(events, directory).gated();
    assertThatEventsPassAHeldCommit(job, 100_000);
    assertThat(spilled()).isPositive();
    events.assertTotals(job.table);
  }

  @Test
  void anEpochOfMoreKeysThanFitIntoMemoryIsMergedKeyByKeyOnce() throws Exception {
    Events events = new Events(60_000, 10_000);
    TestJob job = new TestJob(events, directory).eventsPerCheckpoint(0);
    job.settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
    job.sink(sink -> sink.fenced("test", 1).bufferMemory(MemorySize.ofMebiBytes(1).divide(8)));
    cluster.run(job.build());
    // All of it is one epoch or two, in at least 2 · 20,000 / 700 files.
    assertThat(spilled()).isGreaterThan(20);
    assertThat(job.table.requests()).isLessThanOrEqualTo(2L * events.totals().size());
    events.assertTotals(job.table);
  }

  @Test
  void writerAndCommitterAreDifferentTasksWithAForwardEdgeBetween() {
    JobGraph graph =
        new TestJob(new Events(1, 1), directory).build().getStreamGraph().getJobGraph();
    JobVertex writer = vertex(graph, ": Writer");
    JobVertex committer = vertex(graph, ": Committer");
    assertThat(committer.getInputs()).hasSize(1);
    assertThat(committer.getInputs().get(0).getSource().getProducer()).isSameAs(writer);
    assertThat(committer.getInputs().get(0).isForward()).isTrue();
    assertThat(committer.getParallelism()).isEqualTo(writer.getParallelism());
  }

  private void assertThatEventsPassAHeldCommit(TestJob job, long perEpoch) throws Exception {
    CompletableFuture<Void> letThrough = new CompletableFuture<>();
    job.table.delay(merge -> letThrough);
    AtomicLong newest = new AtomicLong();
    job.hooks.onSnapshot = checkpoint -> newest.accumulateAndGet(checkpoint, Math::max);
    JobID running = cluster.submit(job.build(), Optional.empty());
    job.gate.open(perEpoch);
    Await.until("the first commit is held", PATIENCE, () -> job.table.requests() > 0);
    // Long enough that the next barrier, with the next epoch behind it, passes the writers too.
    for (int more = 1; more <= 3; more++) {
      long seen = job.hooks.events.get();
      job.gate.open(perEpoch);
      Await.until(
          "events flow past the commit",
          PATIENCE,
          () -> job.hooks.events.get() >= seen + perEpoch - Gate.WASTE);
      if (more == 1) {
        // It may have come already, and is the last one: no checkpoint completes while this waits.
        long held = cluster.completed(running);
        Await.until("a barrier follows", PATIENCE, () -> newest.get() > held);
      }
    }
    assertThat(letThrough).isNotDone();
    assertThat(job.table.changes()).isZero();
    letThrough.complete(null);
    job.gate.open(Long.MAX_VALUE / 2);
    cluster.result(running).toJobExecutionResult(getClass().getClassLoader());
  }

  private long spilled() throws Exception {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.toString().endsWith(".run")).count();
    }
  }

  private static JobVertex vertex(JobGraph graph, String name) {
    return Stream.of(graph.getVerticesAsArray())
        .filter(vertex -> vertex.getName().contains(name) && vertex.getName().contains("merge"))
        .findAny()
        .orElseThrow();
  }
}
