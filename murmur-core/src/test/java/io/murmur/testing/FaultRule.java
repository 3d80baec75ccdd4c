package io.murmur.testing;

import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which requests a fault strikes.
 *
 * @param fault what happens to them
 * @param matches which requests count at all
 * @param frequency which of those are struck
 */
public record FaultRule(Fault fault, Predicate<ProxiedRequest> matches, Frequency frequency) {

  /** Which of the matching requests are struck. */
  public sealed interface Frequency {}

  /** All of them. */
  public record Always() implements Frequency {}

  /**
   * Each by chance.
   *
   * @param probability from 0 to 1
   */
  public record ByChance(double probability) implements Frequency {
    /** Checks the bounds. */
    public ByChance {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("probability " + probability + " is not in [0, 1]");
      }
    }
  }

  /**
   * One of them.
   *
   * @param ordinal which one, counted from 1 and from when the rule was injected
   */
  public record OnlyNth(long ordinal) implements Frequency {
    /** Checks the bounds. */
    public OnlyNth {
      if (ordinal < 1) {
        throw new IllegalArgumentException("ordinal " + ordinal + " is not positive");
      }
    }
  }

  /** Checks that nothing is missing. */
  public FaultRule {
    Objects.requireNonNull(fault, "fault");
    Objects.requireNonNull(matches, "matches");
    Objects.requireNonNull(frequency, "frequency");
  }

  /**
   * A rule that strikes every request.
   *
   * @param fault what happens to them
   */
  public static FaultRule of(Fault fault) {
    return new FaultRule(fault, request -> true, new Always());
  }

  /**
   * The same rule, for these operations only.
   *
   * @param operations names as in {@link ProxiedRequest#operation()}
   */
  public FaultRule on(String... operations) {
    var names = Set.of(operations);
    return matching(request -> names.contains(request.operation()));
  }

  /**
   * The same rule, for those requests only that this predicate accepts too.
   *
   * @param predicate called on the proxy's threads
   */
  public FaultRule matching(Predicate<ProxiedRequest> predicate) {
    return new FaultRule(fault, matches.and(predicate), frequency);
  }

  /**
   * The same rule, striking by chance.
   *
   * @param probability from 0 to 1
   */
  public FaultRule withProbability(double probability) {
    return new FaultRule(fault, matches, new ByChance(probability));
  }

  /**
   * The same rule, striking once.
   *
   * @param ordinal which of the matching requests, counted from 1
   */
  public FaultRule onlyTheNth(long ordinal) {
    return new FaultRule(fault, matches, new OnlyNth(ordinal));
  }

  /** The same rule, striking the next matching request and no other. */
  public FaultRule once() {
    return onlyTheNth(1);
  }
}
