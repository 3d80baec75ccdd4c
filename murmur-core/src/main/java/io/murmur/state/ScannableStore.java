package io.murmur.state;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store that can be read from one end to the other, a page at a time and in parallel segments.
 *
 * @param <V> the type of the aggregate
 */
public interface ScannableStore<V> extends Store<V> {

  /** An aggregate with its key. */
  record Entry<V>(Key key, Stored<V> stored) {}

  /**
   * Some of a segment.
   *
   * @param entries what was found; may be empty although there is more
   * @param next where the next page begins; empty at the end of the segment
   */
  record Page<V>(List<Entry<V>> entries, Optional<Key> next) {
    /** Copies the list. */
    public Page {
      entries = List.copyOf(entries);
      Objects.requireNonNull(next, "next");
    }
  }

  /**
   * Reads a page of a segment, with every write that was acknowledged before. Over all segments
   * every key that is there during the whole scan comes exactly once; those that come or go
   * meanwhile may or may not. What has expired does not come.
   *
   * @param segment which part of the table, from 0
   * @param segments in how many parts the table is read; the same for all pages of a scan
   * @param from {@link Page#next} of the page before; empty for the first
   */
  CompletionStage<Page<V>> scan(int segment, int segments, Optional<Key> from);
}
