package io.murmur.processor;

import io.murmur.state.Key;
import java.util.List;
import java.util.Objects;

/**
 * What is to be merged into one key. The time bucket is part of the key; when it expires is up to
 * the pipeline's windowing.
 *
 * @param key which aggregate
 * @param contributions what goes into it, at least one. They are written as one delta; under
 *     claims, ids that were merged before are left out
 * @param <V> the type of the aggregate
 */
public record FlushItem<V>(Key key, List<EventDelta<V>> contributions) {

  /** Rejects nulls and an empty list, copies the list. */
  public FlushItem {
    Objects.requireNonNull(key, "key");
    contributions = List.copyOf(contributions);
    if (contributions.isEmpty()) {
      throw new IllegalArgumentException("nothing to merge into key " + key);
    }
  }

  /**
   * A delta that was combined elsewhere, under the id of what it was combined from: of an event, or
   * of a batch whose content is the same whenever it is delivered.
   */
  public static <V> FlushItem<V> of(Key key, V delta, String id) {
    return new FlushItem<>(key, List.of(new EventDelta<>(id, delta)));
  }
}
