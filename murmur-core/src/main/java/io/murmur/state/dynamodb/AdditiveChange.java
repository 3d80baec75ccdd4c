package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.StructValue;
import io.murmur.state.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Sums and sets, alone or side by side in a struct: DynamoDB's own {@code ADD}, one write and no
 * read.
 *
 * <p>A 64-bit sum that would overflow fails its condition. A number that would need over 38 digits
 * is refused by the server itself. Neither changes any field.
 */
final class AdditiveChange<V> implements Change<V> {

  private final Monoid<V> monoid;
  private final Cell<V> cell;
  private final Part<V> part;

  private AdditiveChange(Monoid<V> monoid, Cell<V> cell, Part<V> part) {
    this.monoid = monoid;
    this.cell = cell;
    this.part = part;
  }

  /** This way, if the value has no part that needs another. */
  static <V> Optional<AdditiveChange<V>> of(Monoid<V> monoid, Cell<V> cell) {
    return partOf(cell).map(part -> new AdditiveChange<>(monoid, cell, part));
  }

  /** Whether any of the sums is one of doubles, whose exact sum may need too many digits. */
  boolean addsDoubles() {
    return addsDoubles(cell);
  }

  private static boolean addsDoubles(Cell<?> cell) {
    return cell instanceof Cell.OfStruct struct
        ? struct.fields().stream().anyMatch(AdditiveChange::addsDoubles)
        : cell instanceof Cell.OfScalar<?> scalar && scalar.scalars() instanceof Scalars.OfDouble;
  }

  @Override
  public boolean readsFirst() {
    return false;
  }

  @Override
  public Step<V> step(Merge<V> merge, Optional<Item> seen) {
    // It was refused before. If that was for an overflow, this says so.
    seen.ifPresent(item -> monoid.combine(cell.read(item.attributes()), merge.delta()));
    ItemUpdate update = new ItemUpdate();
    part.add(merge.delta(), update);
    return new Step.Write<>(update, Optional.empty());
  }

  /** Adds a delta to its attributes. */
  private interface Part<V> {
    void add(V delta, ItemUpdate update);
  }

  @SuppressWarnings("unchecked") // The type of the cell is that of its values.
  private static <V> Optional<Part<V>> partOf(Cell<V> cell) {
    if (cell instanceof Cell.OfScalar<?> scalar) {
      return Optional.of(
          scalar.scalars() instanceof Scalars.OfLong
              ? (Part<V>) new OfLong(scalar.attribute())
              : new OfCell<>(cell));
    } else if (cell instanceof Cell.OfSet) {
      return Optional.of(new OfCell<>(cell));
    } else if (cell instanceof Cell.OfStruct struct) {
      List<Part<Object>> parts = new ArrayList<>();
      for (Cell<Object> field : struct.fields()) {
        Optional<Part<Object>> part = partOf(field);
        if (part.isEmpty()) {
          return Optional.empty();
        }
        parts.add(part.get());
      }
      return Optional.of((Part<V>) new OfStruct(parts));
    }
    return Optional.empty();
  }

  /** What DynamoDB adds as we would: its numbers are exact, and its sets are sets. */
  private record OfCell<V>(Cell<V> cell) implements Part<V> {
    @Override
    public void add(V delta, ItemUpdate update) {
      Map<String, AttributeValue> attributes = new TreeMap<>();
      cell.write(delta, attributes);
      attributes.forEach(update::add);
    }
  }

  /** A 64-bit sum: DynamoDB would go on counting where a long ends. */
  private record OfLong(String attribute) implements Part<Long> {

    private static final Scalars<Long> SCALARS = new Scalars.OfLong();

    @Override
    public void add(Long delta, ItemUpdate update) {
      update.add(attribute, SCALARS.write(delta));
      if (delta != 0) {
        String name = update.name(attribute);
        long bound = (delta > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) - delta;
        update.require(
            "attribute_not_exists(%s) OR %s %s %s"
                .formatted(
                    name, name, delta > 0 ? "<=" : ">=", update.value(SCALARS.write(bound))));
      }
    }
  }

  private record OfStruct(List<Part<Object>> parts) implements Part<StructValue> {
    @Override
    public void add(StructValue delta, ItemUpdate update) {
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).add(delta.get(i), update);
      }
    }
  }
}
