package io.murmur.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that nothing announces; tests never wait for time as such. */
public final class Await {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what the condition in words, for the error
   * @param atMost how long to wait: generous, since it only matters when the test fails
   * @param condition looked at again and again; an exception counts as "not yet" and becomes the
   *     cause of the error
   * @throws AssertionError if the condition does not hold in time, or if the thread is interrupted
   */
  public static void until(String what, Duration atMost, Callable<Boolean> condition) {
    long start = System.nanoTime();
    Exception last = null;
    do {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    } while (System.nanoTime() - start < atMost.toNanos()
        && !Thread.currentThread().isInterrupted());
    throw new AssertionError("Waited " + atMost + " in vain until " + what, last);
  }
}
