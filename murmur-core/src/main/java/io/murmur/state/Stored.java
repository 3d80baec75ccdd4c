package io.murmur.state;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * A value as a store holds it.
 *
 * @param value the aggregate
 * @param version counts the writes to this item: a higher version of the same item is the newer one
 * @param expiresAtEpochSecond when the item may go, in seconds since the epoch; empty for never
 * @param <V> the type of the aggregate
 */
public record Stored<V>(V value, long version, OptionalLong expiresAtEpochSecond) {
  /** Rejects nulls. */
  public Stored {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(expiresAtEpochSecond, "expiresAtEpochSecond");
  }
}
