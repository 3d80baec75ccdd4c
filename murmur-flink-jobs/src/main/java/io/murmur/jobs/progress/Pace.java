package io.murmur.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Makes rates and an estimate of one snapshot after the other. Not safe for concurrent use. */
final class Pace {

  /** Writes come with checkpoints, so a shorter time would show none, and then too many. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  private final Instant start;
  private final Deque<Snapshot> window = new ArrayDeque<>();

  /** The first in which a part had been read: of a run that goes on, what was read before. */
  private Optional<Snapshot> begun = Optional.empty();

  Pace(Instant start) {
    this.start = start;
  }

  /** Takes the next snapshot. */
  Progress next(Snapshot now) {
    window.addLast(now);
    while (window.getFirst().at().isBefore(now.at().minus(WINDOW))) {
      window.removeFirst();
    }
    if (begun.isEmpty() && now.done() > 0) {
      begun = Optional.of(now);
    }
    Snapshot before = window.getFirst();
    Duration time = Duration.between(before.at(), now.at());
    return new Progress(
        now,
        Duration.between(start, now.at()),
        perSecond(now.events() - before.events(), time),
        perSecond(now.writes() - before.writes(), time),
        begun.flatMap(first -> left(first, now)));
  }

  /** After a failure a job counts again what it had read since its checkpoint. */
  private static double perSecond(long more, Duration time) {
    return time.isZero() ? 0 : Math.max(0, more * 1000.0 / time.toMillis());
  }

  private static Optional<Duration> left(Snapshot first, Snapshot now) {
    long read = now.done() - first.done();
    if (now.total().isEmpty() || read <= 0) {
      return Optional.empty();
    }
    long rest = Math.max(0, now.total().getAsLong() - now.done());
    double took = Duration.between(first.at(), now.at()).toMillis();
    return Optional.of(Duration.ofMillis(Math.round(took * rest / read)));
  }
}
