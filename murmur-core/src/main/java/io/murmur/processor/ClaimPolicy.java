package io.murmur.processor;

import io.murmur.state.Guard;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes merges exact by claiming event ids: each write claims the ids of its events for its key in
 * the same transaction ({@link Guard.Claims}), so an event that is delivered again changes nothing,
 * whatever failed before, and an event whose process died is not skipped.
 *
 * <p>The price on DynamoDB: two write units for the merge and two for each claim, where an
 * unclaimed merge of any number of events takes one.
 *
 * @param namespace whose events these are; empty for the pipeline's name
 * @param retention how long claims are kept at least; must exceed the time in which an event can be
 *     delivered again
 */
public record ClaimPolicy(Optional<String> namespace, Duration retention) {

  /** Checks the bounds. */
  public ClaimPolicy {
    Objects.requireNonNull(namespace, "namespace");
    if (namespace.isPresent() && namespace.get().isEmpty()) {
      throw new IllegalArgumentException("the namespace of claims must not be empty");
    }
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException(
          "the retention of claims must be positive, was " + retention);
    }
  }

  /** Claims in the namespace of the pipeline, kept for a time. */
  public static ClaimPolicy retaining(Duration retention) {
    return new ClaimPolicy(Optional.empty(), retention);
  }

  /** The same in a namespace of its own, for pipelines that share their events' ids. */
  public ClaimPolicy inNamespace(String other) {
    return new ClaimPolicy(Optional.of(other), retention);
  }
}
