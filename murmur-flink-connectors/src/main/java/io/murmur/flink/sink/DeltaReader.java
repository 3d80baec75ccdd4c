package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Reads deltas one by one, without holding them all. */
interface DeltaReader<V> extends Closeable {

  /** Whether there is another delta. */
  boolean hasNext() throws IOException;

  /** The next delta; only if there is one. */
  KeyedDelta<V> next() throws IOException;

  /** The serialized size in bytes of what {@link #next} returned last. */
  long lastBytes();

  /**
   * The deltas that were left out so far, in their order, since their sum with what {@link #next}
   * returned for the same key is too large.
   */
  default List<KeyedDelta<V>> uncombined() {
    return List.of();
  }

  @Override
  void close() throws IOException;
}
