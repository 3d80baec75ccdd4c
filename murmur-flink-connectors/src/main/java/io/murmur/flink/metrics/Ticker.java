package io.murmur.flink.metrics;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Does something in an operator's own thread, again and again, until the end of input or {@link
 * #close}.
 */
public final class Ticker implements AutoCloseable {

  private final ProcessingTimeService time;
  private final long tickMillis;
  private final Runnable action;
  private ScheduledFuture<?> next;

  private Ticker(ProcessingTimeService time, long tickMillis, Runnable action) {
    this.time = time;
    this.tickMillis = tickMillis;
    this.action = action;
    this.next = schedule();
  }

  /**
   * Starts to tick; the first time after one tick.
   *
   * @param tick the time between two actions, a millisecond at least
   */
  public static Ticker every(Duration tick, ProcessingTimeService time, Runnable action) {
    if (tick.toMillis() < 1) {
      throw new IllegalArgumentException("a tick must be a millisecond at least, was " + tick);
    }
    return new Ticker(time, tick.toMillis(), action);
  }

  private ScheduledFuture<?> schedule() {
    return time.registerTimer(
        time.getCurrentProcessingTime() + tickMillis,
        now -> {
          action.run();
          next = schedule();
        });
  }

  @Override
  public void close() {
    next.cancel(false);
  }
}
