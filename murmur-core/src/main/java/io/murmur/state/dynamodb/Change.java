package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Structure;
import io.murmur.state.Merge;
import java.util.Optional;

/**
 * A way of getting a delta into an item, for one kind of value.
 *
 * <p>A step either succeeds, which applies the delta, or its condition fails, which changes nothing
 * and shows the item; the next step is then made with what was seen.
 *
 * @param <V> the type of the aggregate
 */
sealed interface Change<V> permits AdditiveChange, BetterChange, RewriteChange {

  /** Whether a step can only be made by one who has seen the item. */
  boolean readsFirst();

  /**
   * The next step.
   *
   * @param seen the item as it was seen last, if it was
   * @throws ArithmeticException if the result cannot be represented
   * @throws IllegalArgumentException if the delta or the result cannot be stored
   * @throws io.murmur.monoid.CorruptValueException if what was seen is not a value
   */
  Step<V> step(Merge<V> merge, Optional<Item> seen);

  /** The cheapest exact way for the values of a monoid. */
  static <V> Change<V> of(Monoid<V> monoid, Cell<V> cell) {
    Structure structure = monoid.structure();
    if (structure instanceof Structure.Extremum || structure instanceof Structure.Positional) {
      return BetterChange.of(monoid, cell);
    }
    return AdditiveChange.of(monoid, cell)
        .<Change<V>>map(change -> change)
        .orElseGet(() -> new RewriteChange<>(monoid, cell));
  }
}
