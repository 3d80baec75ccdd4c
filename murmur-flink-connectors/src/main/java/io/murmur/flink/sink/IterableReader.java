package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import java.util.Iterator;

/** Reads deltas that are in memory; does not know their size. */
final class IterableReader<V> implements DeltaReader<V> {

  private final Iterator<KeyedDelta<V>> deltas;

  IterableReader(Iterable<KeyedDelta<V>> deltas) {
    this.deltas = deltas.iterator();
  }

  @Override
  public boolean hasNext() {
    return deltas.hasNext();
  }

  @Override
  public KeyedDelta<V> next() {
    return deltas.next();
  }

  @Override
  public long lastBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
