package io.murmur.jobs.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * A snapshot, and how fast it goes.
 *
 * @param now the snapshot
 * @param watched how long the job has been watched
 * @param eventsPerSecond over the last minute
 * @param writesPerSecond over the last minute
 * @param left about how long it takes to read the rest; empty while that cannot be told
 */
record Progress(
    Snapshot now,
    Duration watched,
    double eventsPerSecond,
    double writesPerSecond,
    Optional<Duration> left) {}
