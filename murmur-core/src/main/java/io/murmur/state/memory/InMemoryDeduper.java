package io.murmur.state.memory;

import io.murmur.state.Deduper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Seen ids in a map. An id whose retention has passed is forgotten when it is asked for again. */
public final class InMemoryDeduper implements Deduper {

  private final Duration retention;
  private final InstantSource clock;

  /** When each id may be forgotten, in milliseconds since the epoch. */
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  /**
   * Creates a deduper that has seen nothing.
   *
   * @param retention how long an id is remembered; positive
   * @param clock what tells how much of it has passed
   */
  public InMemoryDeduper(Duration retention, InstantSource clock) {
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException("the retention must be positive, was " + retention);
    }
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Boolean> markSeen(String eventId) {
    long now = clock.millis();
    long mine = Math.addExact(now, retention.toMillis());
    boolean[] first = new boolean[1];
    seen.compute(
        eventId,
        (id, until) -> {
          first[0] = until == null || until <= now;
          return first[0] ? mine : until;
        });
    return CompletableFuture.completedFuture(first[0]);
  }

  /** Does nothing: the ids stay known. */
  @Override
  public void close() {}
}
