package io.murmur.flink.benchmark;

import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Watches how events flow while commits run and while none does. */
final class Watch implements AutoCloseable {

  private static final LongAdder EVENTS = new LongAdder();
  private static final int EVERY_MILLIS = 10;

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private ScheduledFuture<?> looking;
  private long firstNanos;
  private long lastNanos;
  private long silence;
  private long seen;
  private long before = System.nanoTime();
  private boolean wasCommitting;
  private final long[] events = new long[2];
  private final long[] nanos = new long[2];

  /** Not counted before another event comes: what follows the last one is no silence. */
  private final long[] sinceLast = new long[2];

  private Watch() {}

  /** Begins to watch. */
  static Watch start() {
    EVENTS.reset();
    Watch watch = new Watch();
    watch.looking =
        watch.thread.scheduleAtFixedRate(
            watch::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Decodes an event that is watched. */
  static String page(SourceRecord record) throws IOException {
    EVENTS.increment();
    return Lines.page(record);
  }

  private synchronized void look() {
    long now = System.nanoTime();
    long count = EVENTS.sum();
    int where = wasCommitting ? 1 : 0;
    if (seen > 0) {
      sinceLast[where] += now - before;
    }
    if (count > seen) {
      if (seen == 0) {
        firstNanos = now;
      } else {
        silence = Math.max(silence, now - lastNanos);
        events[where] += count - seen;
        for (int i = 0; i < nanos.length; i++) {
          nanos[i] += sinceLast[i];
          sinceLast[i] = 0;
        }
      }
      lastNanos = now;
    }
    seen = count;
    before = now;
    wasCommitting = CountingStore.committing();
  }

  synchronized long readNanos() {
    return lastNanos - firstNanos;
  }

  synchronized long silenceNanos() {
    return silence;
  }

  /** Events per second, while commits ran or while none did. */
  synchronized double rate(boolean committing) {
    int where = committing ? 1 : 0;
    return nanos[where] == 0 ? 0 : 1e9 * events[where] / nanos[where];
  }

  @Override
  public void close() {
    looking.cancel(false);
    thread.shutdownNow();
  }
}
