package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;

/**
 * What a table holds: how its values combine, how they lie in an item, and how deltas get there.
 *
 * @param table the table's name
 */
record Kind<V>(String table, Monoid<V> monoid, Cell<V> cell, Change<V> change) {

  static <V> Kind<V> of(String table, Monoid<V> monoid) {
    Cell<V> cell = Cell.of(monoid);
    return new Kind<>(table, monoid, cell, Change.of(monoid, cell));
  }
}
