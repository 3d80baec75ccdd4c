package io.murmur.jobs.progress;

import io.murmur.flink.bootstrap.JobWatch;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A job that is watched; closed when it is done. */
final class Watching implements AutoCloseable {

  private static final long LAST_POLL_SECONDS = 5;

  private final Runnable end;

  private Watching(Runnable end) {
    this.end = end;
  }

  static Watching start(Poller poller, Duration interval, View view, JobWatch watch) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "murmur-progress");
              thread.setDaemon(true);
              return thread;
            });
    Future<?> polling = poller.every(interval, executor);
    return new Watching(
        () -> {
          polling.cancel(true);
          stop(executor);
          view.close();
          watch.close();
        });
  }

  private static void stop(ScheduledExecutorService executor) {
    executor.shutdownNow();
    try {
      executor.awaitTermination(LAST_POLL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.run();
  }
}
