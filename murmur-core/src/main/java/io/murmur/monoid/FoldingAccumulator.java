package io.murmur.monoid;

/**
 * The accumulator of a monoid that has no better one: it keeps the last result of {@link
 * Monoid#combine}.
 */
final class FoldingAccumulator<V> extends StagedAccumulator<V> {

  private final Monoid<V> monoid;
  private V current;
  private V next;

  FoldingAccumulator(Monoid<V> monoid) {
    this.monoid = monoid;
    this.current = monoid.identity();
    this.next = current;
  }

  @Override
  void stage(V value) {
    next = monoid.combine(current, value);
  }

  @Override
  void commit() {
    current = next;
  }

  @Override
  public V value() {
    return current;
  }

  @Override
  public void reset() {
    current = monoid.identity();
  }
}
