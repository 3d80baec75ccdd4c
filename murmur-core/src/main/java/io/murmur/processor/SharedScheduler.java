package io.murmur.processor;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timer of all processors that were given none. It only starts requests, so one daemon thread
 * is enough; it ends when nothing waited for ten seconds.
 */
final class SharedScheduler {

  private static final ScheduledExecutorService INSTANCE = create();

  private SharedScheduler() {}

  static ScheduledExecutorService instance() {
    return INSTANCE;
  }

  private static ScheduledExecutorService create() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "murmur-processor-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }
}
