package io.murmur.definition.event;

import java.util.Arrays;

/**
 * The wanted fields of one record. Immutable; made by {@link JsonEvents} or {@link Fields#event}.
 *
 * <p>A value is a {@link String}, a {@link Boolean}, a {@link Long}, a {@link java.math.BigDecimal}
 * (fractions, and what exceeds 64 bits), a {@link java.util.List} or {@link java.util.Map} of
 * these, or {@link Missing}.
 */
public final class Event {

  private final int signature;
  private final Object[] values;

  Event(int signature, Object[] values) {
    this.signature = signature;
    this.values = values;
  }

  /**
   * The value of a field; {@link Missing} if it has none.
   *
   * @throws IllegalStateException if the event was read for other definitions than the field is of
   */
  public Object value(Field field) {
    if (field.signature() != signature) {
      throw new IllegalStateException(
          "the event was read for other definitions than the one that wants the field "
              + field.name());
    }
    return values[field.index()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event that
        && signature == that.signature
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
