package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Structure;
import io.murmur.state.Merge;
import io.murmur.state.Stored;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Minimum and maximum, first and last: set the value if it is better than the one there, in one
 * write and without a read. DynamoDB compares numbers by value and strings by their UTF-8 bytes, as
 * the monoids do.
 *
 * <p>A delta that is not better changes nothing; the failed condition shows the item, so that this
 * is known. Only an expiry that differs is then still written.
 */
final class BetterChange<V> implements Change<V> {

  private final Monoid<V> monoid;
  private final Cell<V> cell;

  /** The comparison that the stored value has to satisfy to be replaced. */
  private final String worse;

  private BetterChange(Monoid<V> monoid, Cell<V> cell, boolean greaterIsBetter) {
    this.monoid = monoid;
    this.cell = cell;
    this.worse = greaterIsBetter ? "<" : ">";
  }

  /** The way for a monoid that keeps one of its values. */
  static <V> BetterChange<V> of(Monoid<V> monoid, Cell<V> cell) {
    Structure structure = monoid.structure();
    boolean greaterIsBetter =
        structure instanceof Structure.Extremum extremum
            ? extremum.greatest()
            : ((Structure.Positional) structure).latest();
    return new BetterChange<>(monoid, cell, greaterIsBetter);
  }

  @Override
  public boolean readsFirst() {
    return false;
  }

  @Override
  public Step<V> step(Merge<V> merge, Optional<Item> seen) {
    ItemUpdate update = new ItemUpdate();
    Map<String, AttributeValue> delta = new TreeMap<>();
    cell.write(merge.delta(), delta);
    if (delta.isEmpty()) {
      return new Step.Write<>(update, Optional.empty());
    }
    String better = better(update, delta);
    if (seen.isPresent() && seen.get().exists()) {
      Stored<V> stored = seen.get().stored(cell);
      if (monoid.combine(stored.value(), merge.delta()).equals(stored.value())) {
        update.require("NOT (" + better + ")");
        return stored.expiresAtEpochSecond().equals(merge.expiresAtEpochSecond())
            ? new Step.Keep<>(update, stored)
            : new Step.Write<>(update, Optional.empty());
      }
    }
    delta.forEach(update::set);
    update.require(better);
    return new Step.Write<>(update, Optional.empty());
  }

  private String better(ItemUpdate update, Map<String, AttributeValue> delta) {
    if (cell instanceof Cell.OfPosition<?> position) {
      String time = update.name(position.time());
      String newTime = update.value(delta.get(position.time()));
      String id = update.name(position.id());
      String newId = update.value(delta.get(position.id()));
      String value = update.name(position.attribute());
      String newValue = update.value(delta.get(position.attribute()));
      // By time, then id, then value: lexicographic.
      return "attribute_not_exists(%s)".formatted(time)
          + " OR %s %s %s".formatted(time, worse, newTime)
          + " OR (%s = %s AND (%s %s %s".formatted(time, newTime, id, worse, newId)
          + " OR (%s = %s AND %s %s %s)))".formatted(id, newId, value, worse, newValue);
    }
    String attribute = cell.attributes().get(0);
    String value = update.name(attribute);
    return "attribute_not_exists(%s) OR %s %s %s"
        .formatted(value, value, worse, update.value(delta.get(attribute)));
  }
}
