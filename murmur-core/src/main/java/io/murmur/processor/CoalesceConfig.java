package io.murmur.processor;

import java.time.Duration;
import java.util.Objects;

/**
 * How much a {@link Coalescer} collects before it writes.
 *
 * @param enabled whether it collects at all; if not, each event is written on its own
 * @param maxKeys with this many keys it flushes; 0 or less means {@value #DEFAULT_MAX_KEYS}
 * @param flushTick when its oldest contribution is this old it flushes, at the next event or call
 *     of {@link Coalescer#maybeFlush()}; 0 or less disables that
 * @param maxContributions with this many contributions (an event adds one to each of its keys) it
 *     flushes, since it keeps their ids; 0 or less means {@value #DEFAULT_MAX_CONTRIBUTIONS}
 */
public record CoalesceConfig(
    boolean enabled, int maxKeys, Duration flushTick, int maxContributions) {

  /** Default of {@code maxKeys}: with small deltas a few megabytes. */
  public static final int DEFAULT_MAX_KEYS = 10_000;

  /** Default of {@code flushTick}. */
  public static final Duration DEFAULT_FLUSH_TICK = Duration.ofSeconds(1);

  /** Default of {@code maxContributions}: with ids of 40 characters about ten megabytes. */
  public static final int DEFAULT_MAX_CONTRIBUTIONS = 100_000;

  /** Fills in the defaults. */
  public CoalesceConfig {
    Objects.requireNonNull(flushTick, "flushTick");
    maxKeys = maxKeys <= 0 ? DEFAULT_MAX_KEYS : maxKeys;
    maxContributions = maxContributions <= 0 ? DEFAULT_MAX_CONTRIBUTIONS : maxContributions;
  }

  /** Collects up to 10,000 keys, 100,000 contributions or one second. */
  public static CoalesceConfig defaults() {
    return new CoalesceConfig(
        true, DEFAULT_MAX_KEYS, DEFAULT_FLUSH_TICK, DEFAULT_MAX_CONTRIBUTIONS);
  }

  /** Collects nothing: each event is written on its own. */
  public static CoalesceConfig disabled() {
    return defaults().withEnabled(false);
  }

  /** The same, collecting or not. */
  public CoalesceConfig withEnabled(boolean collect) {
    return new CoalesceConfig(collect, maxKeys, flushTick, maxContributions);
  }

  /** The same with another bound of keys. */
  public CoalesceConfig withMaxKeys(int keys) {
    return new CoalesceConfig(enabled, keys, flushTick, maxContributions);
  }

  /** The same with another tick; 0 disables it. */
  public CoalesceConfig withFlushTick(Duration tick) {
    return new CoalesceConfig(enabled, maxKeys, tick, maxContributions);
  }

  /** The same with another bound of contributions. */
  public CoalesceConfig withMaxContributions(int contributions) {
    return new CoalesceConfig(enabled, maxKeys, flushTick, contributions);
  }

  /** Whether time makes it flush. */
  public boolean ticks() {
    return !flushTick.isZero() && !flushTick.isNegative();
  }
}
