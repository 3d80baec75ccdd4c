package io.murmur.monoid;

/**
 * An accumulator that adds in two steps: {@link #stage} does all that can fail and changes nothing
 * that can be seen, {@link #commit} cannot fail. So several of them, the fields of a struct, can
 * take a value together or not at all.
 */
abstract class StagedAccumulator<V> implements Accumulator<V> {

  /** Checks and prepares a value; replaces what was staged before. */
  abstract void stage(V value);

  /** Takes the staged value in. */
  abstract void commit();

  @Override
  public final void add(V value) {
    stage(value);
    commit();
  }

  /** A staged accumulator for any monoid: its own, or one that folds by {@link Monoid#combine}. */
  static <V> StagedAccumulator<V> of(Monoid<V> monoid) {
    return monoid.accumulator() instanceof StagedAccumulator<V> staged
        ? staged
        : new FoldingAccumulator<>(monoid);
  }
}
