package io.murmur.flink.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;

/** Lets as many events out of a source as the test says. */
public final class Gate {

  /** How many events may be let out to readers that have none. */
  public static final int WASTE = 10;

  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private long open;

  /** Lets more events out. */
  public synchronized void open(long events) {
    open += events;
    while (open > 0 && !waiting.isEmpty()) {
      open--;
      waiting.remove().complete(null);
    }
  }

  private synchronized CompletionStage<Void> pass() {
    if (open > 0) {
      open--;
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> later = new CompletableFuture<>();
    waiting.add(later);
    return later;
  }

  /** The gate as a reader of a source sees it. */
  public static <S extends SourceSplit> RateLimiter<S> limiter(Shared<Gate> gate) {
    return events -> gate.get().pass();
  }
}
