package io.murmur.state;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * One change of one stored aggregate.
 *
 * @param key which aggregate
 * @param delta what to combine into it
 * @param guard what keeps it from being applied twice
 * @param expiresAtEpochSecond when the item may go, in seconds since the epoch; empty for never.
 *     The same for every merge into one bucket
 * @param <V> the type of the aggregate
 */
public record Merge<V>(Key key, V delta, Guard guard, OptionalLong expiresAtEpochSecond) {
  /** Rejects nulls. */
  public Merge {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(delta, "delta");
    Objects.requireNonNull(guard, "guard");
    Objects.requireNonNull(expiresAtEpochSecond, "expiresAtEpochSecond");
  }

  /** A merge without guard and expiry. */
  public static <V> Merge<V> of(Key key, V delta) {
    return new Merge<>(key, delta, Guard.none(), OptionalLong.empty());
  }

  /** This merge under another guard. */
  public Merge<V> under(Guard other) {
    return new Merge<>(key, delta, other, expiresAtEpochSecond);
  }

  /** This merge with an expiry in seconds since the epoch. */
  public Merge<V> expiringAt(long epochSecond) {
    return new Merge<>(key, delta, guard, OptionalLong.of(epochSecond));
  }
}
