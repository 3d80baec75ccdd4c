package io.murmur.flink.redrive;

import io.murmur.flink.bootstrap.BootstrapReport;
import java.util.Optional;

/**
 * How a redrive ended.
 *
 * @param runId the run whose dead letters were sent again
 * @param letters how many records this redrive took
 * @param merges how many merges it took
 * @param report how its own run ended: its {@code deadLetters} failed again, and are dead letters
 *     of that run; empty if there was nothing to send
 */
public record RedriveReport(
    String runId, long letters, long merges, Optional<BootstrapReport> report) {}
