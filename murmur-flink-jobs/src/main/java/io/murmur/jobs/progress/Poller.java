package io.murmur.jobs.progress;

import io.murmur.flink.source.SourceExtent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a job how far it is, again and again, and shows it. What goes wrong is logged, once. */
final class Poller {

  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

  private final Job job;
  private final View view;
  private final InstantSource clock;
  private final Pace pace;
  private boolean listed;
  private SourceExtent source = SourceExtent.unknown();
  private boolean warned;

  /** What can be asked of a job. */
  interface Job {

    /** The size of its source. */
    SourceExtent source() throws IOException, InterruptedException;

    /** What each of its pipelines counted so far, by name. */
    Collection<? extends Map<String, Long>> counts() throws InterruptedException;
  }

  Poller(Job job, View view, InstantSource clock) {
    this.job = job;
    this.view = view;
    this.clock = clock;
    this.pace = new Pace(clock.instant());
  }

  /** Polls until what it returns is cancelled; the first time after one interval. */
  Future<?> every(Duration interval, ScheduledExecutorService executor) {
    return executor.scheduleWithFixedDelay(
        this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void poll() {
    try {
      Collection<? extends Map<String, Long>> counts = job.counts();
      view.show(pace.next(Snapshot.of(clock.instant(), source(), counts)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      warn("how far the job is cannot be shown now, which does not matter to the job", e);
    }
  }

  /** Listed once, here: that may take long, and the job does not wait for it. */
  private SourceExtent source() throws InterruptedException {
    if (!listed) {
      listed = true;
      try {
        source = job.source();
      } catch (IOException | RuntimeException e) {
        warn("the size of the source is not known here, so there is no estimate", e);
      }
    }
    return source;
  }

  private void warn(String what, Exception e) {
    if (warned) {
      LOG.debug(what, e);
    } else {
      warned = true;
      LOG.warn(what, e);
    }
  }
}
