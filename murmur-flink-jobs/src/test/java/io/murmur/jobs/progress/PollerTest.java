package io.murmur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.SourceExtent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a clock that is set and an executor whose time goes on when it is told to. */
class PollerTest {

  private final FakeJob job = new FakeJob();
  private final Shown shown = new Shown();
  private final ByHand executor = new ByHand();
  private Future<?> polling;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void itShowsRatesOfTheLastMinuteAndAnEstimateOfWhatIsLeft() {
    start();
    job.source = SourceExtent.ofBytes(1000);
    after(10, Map.of("read", 0L));
    after(20, Map.of("read", 3000L, "bytes", 100L, "merges", 40L));
    after(20, Map.of("read", 4000L, "bytes", 300L, "merges", 40L));
    after(30, Map.of("read", 10_000L, "bytes", 500L, "merges", 540L));

    assertThat(shown.all).hasSize(4);
    assertThat(shown.all.get(0).left()).isEmpty();
    assertThat(shown.all.get(0).eventsPerSecond()).isZero();
    assertThat(shown.all.get(1).eventsPerSecond()).isEqualTo(150);
    assertThat(shown.all.get(1).writesPerSecond()).isEqualTo(2);
    // One part is no measure: an earlier submission may have read it.
    assertThat(shown.all.get(1).left()).isEmpty();
    assertThat(shown.all.get(2).left()).contains(Duration.ofSeconds(70));
    // The first is older than a minute by now.
    assertThat(shown.all.get(3).eventsPerSecond()).isEqualTo(140);
    assertThat(shown.all.get(3).writesPerSecond()).isEqualTo(10);
    assertThat(shown.all.get(3).watched()).isEqualTo(Duration.ofSeconds(80));
    assertThat(shown.all.get(3).left()).map(Duration::toMillis).contains(62_500L);
  }

  @Test
  void ofASourceThatCountsRecordsTheEstimateIsOfThose() {
    start();
    job.source = SourceExtent.ofRows(10_000);
    after(10, Map.of("read", 1000L));
    after(10, Map.of("read", 2500L));

    assertThat(shown.all.get(0).left()).isEmpty();
    assertThat(shown.all.get(1).left()).contains(Duration.ofSeconds(50));
  }

  @Test
  void whatAFailureTakesBackIsNoRateBelowZero() {
    start();
    after(10, Map.of("read", 3000L));
    after(10, Map.of("read", 1000L));

    assertThat(shown.all.get(1).eventsPerSecond()).isZero();
    assertThat(shown.all.get(1).now().events()).isEqualTo(1000);
  }

  @Test
  void aJobThatDoesNotAnswerIsAskedAgainAndASourceThatCannotBeListedIsNot() {
    start();
    job.unlistable = true;
    job.silent = true;
    after(10, Map.of());
    assertThat(shown.all).isEmpty();

    job.silent = false;
    after(10, Map.of("read", 5L));
    after(10, Map.of("read", 6L));

    assertThat(shown.all).extracting(p -> p.now().events()).containsExactly(5L, 6L);
    assertThat(shown.all).allSatisfy(p -> assertThat(p.now().total()).isEmpty());
    assertThat(job.listings).isEqualTo(1);
  }

  @Test
  void itStopsWhenItIsCancelled() {
    start();
    after(10, Map.of("read", 5L));
    polling.cancel(false);

    assertThat(executor.tasks).allMatch(Future::isCancelled);
    assertThat(executor.interval).isEqualTo(Duration.ofSeconds(10));
  }

  private void start() {
    polling = new Poller(job, shown, () -> now).every(Duration.ofSeconds(10), executor);
  }

  private void after(int seconds, Map<String, Long> counts) {
    now = now.plusSeconds(seconds);
    job.counts = List.of(counts);
    executor.action.run();
  }

  /** Does nothing by itself. */
  private static final class ByHand extends ScheduledThreadPoolExecutor {

    private final List<Future<?>> tasks = new ArrayList<>();
    private Runnable action = () -> {};
    private Duration interval = Duration.ZERO;

    ByHand() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long first, long delay, TimeUnit unit) {
      action = command;
      interval = Duration.of(delay, unit.toChronoUnit());
      assertThat(first).isEqualTo(delay);
      ScheduledFuture<?> never = schedule(() -> {}, 1, TimeUnit.DAYS);
      tasks.add(never);
      return never;
    }
  }

  private static final class FakeJob implements Poller.Job {

    private SourceExtent source = SourceExtent.unknown();
    private List<Map<String, Long>> counts = List.of();
    private boolean silent;
    private boolean unlistable;
    private int listings;

    @Override
    public SourceExtent source() throws IOException {
      listings++;
      if (unlistable) {
        throw new IOException("no way to it from here");
      }
      return source;
    }

    @Override
    public Collection<Map<String, Long>> counts() {
      if (silent) {
        throw new IllegalStateException("the table is throttled");
      }
      return counts;
    }
  }

  private static final class Shown implements View {

    private final List<Progress> all = new ArrayList<>();

    @Override
    public void show(Progress progress) {
      all.add(progress);
    }

    @Override
    public void close() {}
  }
}
