package io.murmur.monoid;

/**
 * A sum whose parts lose half of their weight in each half-life, as it stood when the newest part
 * was added.
 *
 * @param value the sum at that time, finite
 * @param atMillis when that was, in milliseconds since the epoch; {@link Long#MIN_VALUE} if nothing
 *     was added
 */
public record Decayed(double value, long atMillis) {

  static final Decayed NOTHING = new Decayed(0, Long.MIN_VALUE);

  /** Rejects values that are not finite; turns every zero into the same one. */
  public Decayed {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a decayed sum must be finite, was " + value);
    }
    if (value == 0) {
      // Nothing decays to nothing, so it has no time; and the negative zero is no other value.
      value = 0;
      atMillis = Long.MIN_VALUE;
    }
  }
}
