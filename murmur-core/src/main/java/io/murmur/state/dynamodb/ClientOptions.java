package io.murmur.state.dynamodb;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a client of DynamoDB behaves. What is not said comes from the AWS environment: region,
 * credentials, endpoint.
 *
 * @param endpoint another endpoint than the region's, for example DynamoDB Local
 * @param region the region's id, for example {@code eu-central-1}
 * @param maxConcurrency how many requests may be under way at a time, each on a connection of its
 *     own, at least 1
 * @param attemptTimeout how long one attempt of a request may take
 * @param callTimeout how long a request may take with all of its attempts, not below {@code
 *     attemptTimeout}
 * @param maxAttempts how often a request is tried, at least 1
 * @param adaptive whether the client slows down by itself when it is throttled. It delays all of
 *     its requests then, so it should be used for one table only
 */
public record ClientOptions(
    Optional<URI> endpoint,
    Optional<String> region,
    int maxConcurrency,
    Duration attemptTimeout,
    Duration callTimeout,
    int maxAttempts,
    boolean adaptive) {

  /** Checks the bounds. */
  public ClientOptions {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(region, "region");
    if (maxConcurrency < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "maxConcurrency and maxAttempts must be at least 1, were %d and %d"
              .formatted(maxConcurrency, maxAttempts));
    }
    if (attemptTimeout.isNegative()
        || attemptTimeout.isZero()
        || callTimeout.compareTo(attemptTimeout) < 0) {
      throw new IllegalArgumentException(
          "attemptTimeout must be positive and callTimeout not below it, were %s and %s"
              .formatted(attemptTimeout, callTimeout));
    }
  }

  /**
   * 128 requests at a time, 2 s for an attempt, 15 s for a request, 8 attempts, not adaptive. At a
   * latency of 5 ms that is about 25,000 requests a second.
   */
  public static ClientOptions defaults() {
    return new ClientOptions(
        Optional.empty(),
        Optional.empty(),
        128,
        Duration.ofSeconds(2),
        Duration.ofSeconds(15),
        8,
        false);
  }

  /** The same against another endpoint. */
  public ClientOptions at(URI newEndpoint) {
    return new ClientOptions(
        Optional.of(newEndpoint),
        region,
        maxConcurrency,
        attemptTimeout,
        callTimeout,
        maxAttempts,
        adaptive);
  }

  /** The same in a region. */
  public ClientOptions in(String newRegion) {
    return new ClientOptions(
        endpoint,
        Optional.of(newRegion),
        maxConcurrency,
        attemptTimeout,
        callTimeout,
        maxAttempts,
        adaptive);
  }

  /** The same with so many requests at a time. */
  public ClientOptions concurrent(int newMaxConcurrency) {
    return new ClientOptions(
        endpoint, region, newMaxConcurrency, attemptTimeout, callTimeout, maxAttempts, adaptive);
  }

  /** The same with other timeouts. */
  public ClientOptions timingOut(Duration newAttemptTimeout, Duration newCallTimeout) {
    return new ClientOptions(
        endpoint, region, maxConcurrency, newAttemptTimeout, newCallTimeout, maxAttempts, adaptive);
  }

  /** The same with other retries. */
  public ClientOptions retrying(int newMaxAttempts, boolean nowAdaptive) {
    return new ClientOptions(
        endpoint, region, maxConcurrency, attemptTimeout, callTimeout, newMaxAttempts, nowAdaptive);
  }
}
