package io.murmur.definition;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * DynamoDB, and how it is written to. Credentials are never here: they come from the AWS
 * environment (role, profile, variables). What is empty is the job's default.
 *
 * @param controlTable the table of runs, generations and fingerprints
 * @param region the region's id; empty for that of the AWS environment
 * @param endpoint another endpoint than the region's
 * @param create whether tables that do not exist are created
 * @param writes how fast and how often
 */
public record StoreSettings(
    String controlTable,
    Optional<String> region,
    Optional<URI> endpoint,
    boolean create,
    Writes writes) {

  /** Rejects nulls. */
  public StoreSettings {
    Objects.requireNonNull(controlTable, "controlTable");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(writes, "writes");
  }

  /**
   * How fast and how often a job writes.
   *
   * @param maxUnitsPerSecond the most write units of the whole job in a second; empty for no limit
   * @param maxInFlight the most merges that one task has under way
   * @param maxAttempts how often a merge is tried before its commit fails
   * @param retryBase the longest first wait between two attempts
   * @param retryMax the longest wait of all
   */
  public record Writes(
      Optional<Double> maxUnitsPerSecond,
      Optional<Integer> maxInFlight,
      Optional<Integer> maxAttempts,
      Optional<Duration> retryBase,
      Optional<Duration> retryMax) {

    /** All as the job has it. */
    public static Writes defaults() {
      return new Writes(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
