package io.murmur.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.sink.FaultyStore.Fate;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Events that are claimed count once, in whichever runs they come. */
@ExtendWith(TestClusterExtension.class)
class MergeSinkClaimsIT {

  private final TestCluster cluster;
  private final Events events = new Events(6_000, 40);
  @TempDir Path directory;
  private TestJob job;

  MergeSinkClaimsIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void defineJob() {
    job = claiming(new TestJob(events, directory));
  }

  @Test
  void lostAnswersAndFailedCommitsChangeNoTotal() throws Exception {
    Random random = new Random(4711);
    Set<Long> failures = ConcurrentHashMap.newKeySet();
    failures.addAll(Set.of(40L, 90L));
    job.table.disturb(
        (merge, before) ->
            failures.remove(before)
                ? Fate.FORBIDDEN
                : random.nextInt(10) == 0 ? Fate.ANSWER_LOST : Fate.ANSWERED);
    cluster.run(job.build());
    assertThat(job.hooks.starts.get()).isEqualTo(3 * 2);
    events.assertTotals(job.table);
  }

  @Test
  void aColdRunOverTheSameEventsChangesNoTotal() throws Exception {
    cluster.run(job.build());
    cluster.run(claiming(new TestJob(events, directory, job.table)).build());
    events.assertTotals(job.table);
  }

  @Test
  void aRunThatDiedHalfwayIsRepeatedFromNothing() throws Exception {
    job.table.disturb((merge, before) -> before >= 60 ? Fate.FORBIDDEN : Fate.ANSWERED);
    job.settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    assertThat(cluster.fail(job.build())).rootCause().hasMessageContaining("no permission");
    assertThat(job.table.changes()).isPositive();

    job.table.disturb((merge, before) -> Fate.ANSWERED);
    cluster.run(claiming(new TestJob(events, directory, job.table)).build());
    events.assertTotals(job.table);
  }

  @Test
  void eventsThatComeTwiceCountOnce() throws Exception {
    cluster.run(job.twice().build());
    events.assertTotals(job.table);
  }

  @Test
  void twoRunsOverTheSameEventsAtOnceCountThemOnce() throws Exception {
    var one = cluster.submit(job.build(), Optional.empty());
    TestJob other = claiming(new TestJob(events, directory, job.table));
    var two = cluster.submit(other.build(), Optional.empty());
    cluster.result(one);
    cluster.result(two);
    events.assertTotals(job.table);
  }

  @Test
  void deltasWithoutClaimsAreRefused() throws Exception {
    TestJob unclaimed =
        new TestJob(events, directory).sink(sink -> sink.claims(Duration.ofDays(1)));
    assertThat(cluster.fail(unclaimed.build()))
        .rootCause()
        .hasMessageContaining("the sink claims event ids, but the delta of key")
        .hasMessageContaining("carries none");
  }

  private static TestJob claiming(TestJob made) {
    return made.claimed().sink(sink -> sink.claims(Duration.ofDays(1)));
  }
}
