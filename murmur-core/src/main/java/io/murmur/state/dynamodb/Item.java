package io.murmur.state.dynamodb;

import io.murmur.monoid.CorruptValueException;
import io.murmur.state.Key;
import io.murmur.state.Stamp;
import io.murmur.state.Stored;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the state table as it was seen.
 *
 * @param attributes all of its attributes; none if there was no item
 */
record Item(Map<String, AttributeValue> attributes) {

  private static final Scalars<Long> LONGS = new Scalars.OfLong();

  boolean exists() {
    return !attributes.isEmpty();
  }

  /** What it is about. */
  Key key() {
    return new Key(
        attributes.get(Attributes.PARTITION).s(), LONGS.read(attributes.get(Attributes.SORT)));
  }

  /** How often it was written; 0 if never, or only by someone who does not count. */
  long version() {
    return number(Attributes.VERSION).orElse(0);
  }

  /** When it may go, in seconds since the epoch. */
  OptionalLong expiry() {
    return number(Attributes.EXPIRY);
  }

  /** Whether its expiry has passed although the server still has it. */
  boolean expiredAt(long epochSecond) {
    OptionalLong expiry = expiry();
    return expiry.isPresent() && expiry.getAsLong() <= epochSecond;
  }

  /** The latest stamp of a writer. */
  Optional<Stamp> fence(String writer) {
    AttributeValue found = attributes.get(Attributes.fence(writer));
    if (found == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Stamp.ofNumber(new BigDecimal(String.valueOf(found.n()))));
    } catch (IllegalArgumentException e) {
      throw new CorruptValueException(
          "fence '" + Attributes.fence(writer) + "' is no stamp: " + found, e);
    }
  }

  /** Whose unguarded rewrite was the latest one. */
  Optional<SdkBytes> token() {
    return Optional.ofNullable(attributes.get(Attributes.TOKEN)).map(AttributeValue::b);
  }

  /** The item as the store's callers see it. */
  <V> Stored<V> stored(Cell<V> cell) {
    return new Stored<>(cell.read(attributes), version(), expiry());
  }

  private OptionalLong number(String attribute) {
    AttributeValue found = attributes.get(attribute);
    if (found == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(LONGS.read(found));
    } catch (CorruptValueException e) {
      throw new CorruptValueException("attribute '" + attribute + "': " + e.getMessage(), e);
    }
  }
}
