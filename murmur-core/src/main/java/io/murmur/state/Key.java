package io.murmur.state;

import java.util.Objects;

/**
 * What one stored aggregate is about: an entity and a time bucket.
 *
 * @param entity the user's aggregation key, for example a page id; never empty
 * @param bucket the number of the time bucket, {@code floor(event time / size)}; 0 for pipelines
 *     without windows
 */
public record Key(String entity, long bucket) {
  /** The bucket of pipelines without windows. */
  public static final long ALL_TIME = 0;

  /** Rejects an empty entity. */
  public Key {
    Objects.requireNonNull(entity, "entity");
    if (entity.isEmpty()) {
      throw new IllegalArgumentException("the entity of a key must not be empty");
    }
  }

  /** The all-time key of an entity. */
  public static Key allTime(String entity) {
    return new Key(entity, ALL_TIME);
  }

  @Override
  public String toString() {
    return bucket == ALL_TIME ? entity : entity + "@" + bucket;
  }
}
