package io.murmur.state.dynamodb;

import io.murmur.monoid.Codec;
import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Stamped;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.monoid.Structure;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How a value lies in the attributes of an item. The identity of extrema, positions and sets is the
 * absence of the attribute, and an item without the attribute reads as the identity of any kind.
 *
 * @param <V> the type of the aggregate
 */
sealed interface Cell<V> {

  /**
   * Adds the attributes of a value to an item.
   *
   * @throws IllegalArgumentException if DynamoDB cannot hold the value
   */
  void write(V value, Map<String, AttributeValue> item);

  /**
   * The value in an item.
   *
   * @throws CorruptValueException if an attribute is not what this cell writes
   */
  V read(Map<String, AttributeValue> item);

  /** All attributes that {@link #write} may set. */
  List<String> attributes();

  /** The cell for the values of a monoid. */
  @SuppressWarnings("unchecked") // The structure fixes the type of the value.
  static <V> Cell<V> of(Monoid<V> monoid) {
    return (Cell<V>) of(monoid, "");
  }

  private static Cell<?> of(Monoid<?> monoid, String suffix) {
    String value = Attributes.VALUE + suffix;
    Structure structure = monoid.structure();
    if (structure instanceof Structure.Count) {
      return new OfScalar<>(value, new Scalars.OfLong(), 0L);
    } else if (structure instanceof Structure.Sum sum) {
      return ofSum(value, sum.type(), monoid);
    } else if (structure instanceof Structure.Extremum extremum) {
      return new OfExtremum<>(value, ofType(extremum.type()));
    } else if (structure instanceof Structure.Positional position) {
      return new OfPosition<>(
          value,
          Attributes.EVENT_TIME + suffix,
          Attributes.EVENT_ID + suffix,
          ofType(position.type()));
    } else if (structure instanceof Structure.StringSet) {
      return new OfSet(value);
    } else if (monoid instanceof StructMonoid struct && suffix.isEmpty()) {
      return ofStruct(struct);
    }
    return ofBytes(value, monoid);
  }

  private static <V> Cell<V> ofBytes(String attribute, Monoid<V> monoid) {
    return new OfBytes<>(attribute, monoid.codec(), monoid);
  }

  @SuppressWarnings("unchecked") // As above.
  private static Cell<?> ofSum(String value, Structure.NumberType type, Monoid<?> monoid) {
    return switch (type) {
      case LONG -> new OfScalar<>(value, new Scalars.OfLong(), 0L);
      case DECIMAL ->
          new OfScalar<>(value, new Scalars.OfDecimal(), ((Monoid<BigDecimal>) monoid).identity());
      case DOUBLE -> new OfScalar<>(value, new Scalars.OfDouble(), 0.0);
    };
  }

  private static Scalars<?> ofType(Structure.ScalarType type) {
    return switch (type) {
      case LONG -> new Scalars.OfLong();
      case DECIMAL -> new Scalars.OfDecimal();
      case DOUBLE -> new Scalars.OfDouble();
      case STRING -> new Scalars.OfString();
    };
  }

  @SuppressWarnings("unchecked") // As above.
  private static Cell<StructValue> ofStruct(StructMonoid struct) {
    return new OfStruct(
        struct,
        IntStream.range(0, struct.names().size())
            .mapToObj(i -> (Cell<Object>) of(struct.monoids().get(i), "_" + struct.names().get(i)))
            .toList());
  }

  /** A sum. */
  record OfScalar<T>(String attribute, Scalars<T> scalars, T identity) implements Cell<T> {
    @Override
    public void write(T value, Map<String, AttributeValue> item) {
      item.put(attribute, scalars.write(value));
    }

    @Override
    public T read(Map<String, AttributeValue> item) {
      AttributeValue found = item.get(attribute);
      return found == null ? identity : scalars.read(found);
    }

    @Override
    public List<String> attributes() {
      return List.of(attribute);
    }
  }

  /** A minimum or maximum. */
  record OfExtremum<T>(String attribute, Scalars<T> scalars) implements Cell<Optional<T>> {
    @Override
    public void write(Optional<T> value, Map<String, AttributeValue> item) {
      value.ifPresent(present -> item.put(attribute, scalars.write(present)));
    }

    @Override
    public Optional<T> read(Map<String, AttributeValue> item) {
      return Optional.ofNullable(item.get(attribute)).map(scalars::read);
    }

    @Override
    public List<String> attributes() {
      return List.of(attribute);
    }
  }

  /** A first or last value with its place. */
  record OfPosition<T>(String attribute, String time, String id, Scalars<T> scalars)
      implements Cell<Optional<Stamped<T>>> {

    private static final Scalars<Long> TIMES = new Scalars.OfLong();
    private static final Scalars<String> IDS = new Scalars.OfString();

    @Override
    public void write(Optional<Stamped<T>> value, Map<String, AttributeValue> item) {
      value.ifPresent(
          stamped -> {
            item.put(attribute, scalars.write(stamped.value()));
            item.put(time, TIMES.write(stamped.eventTimeMillis()));
            item.put(id, IDS.write(stamped.eventId()));
          });
    }

    @Override
    public Optional<Stamped<T>> read(Map<String, AttributeValue> item) {
      List<String> present = attributes().stream().filter(item::containsKey).toList();
      if (present.isEmpty()) {
        return Optional.empty();
      }
      if (present.size() < attributes().size()) {
        throw new CorruptValueException("of " + attributes() + " only " + present + " is there");
      }
      return Optional.of(
          new Stamped<>(
              TIMES.read(item.get(time)),
              IDS.read(item.get(id)),
              scalars.read(item.get(attribute))));
    }

    @Override
    public List<String> attributes() {
      return List.of(attribute, time, id);
    }
  }

  /** A set of strings, which DynamoDB never keeps empty. */
  record OfSet(String attribute) implements Cell<Set<String>> {
    @Override
    public void write(Set<String> value, Map<String, AttributeValue> item) {
      if (!value.isEmpty()) {
        value.forEach(Utf8::requireEncodable);
        item.put(attribute, AttributeValue.fromSs(List.copyOf(value)));
      }
    }

    @Override
    public Set<String> read(Map<String, AttributeValue> item) {
      AttributeValue found = item.get(attribute);
      if (found == null) {
        return Set.of();
      }
      if (!found.hasSs()) {
        throw new CorruptValueException(
            "expected a set of strings (SS) in '" + attribute + "', found " + found.type());
      }
      return Set.copyOf(found.ss());
    }

    @Override
    public List<String> attributes() {
      return List.of(attribute);
    }
  }

  /** Anything that only its codec understands. */
  record OfBytes<V>(String attribute, Codec<V> codec, Monoid<V> monoid) implements Cell<V> {
    @Override
    public void write(V value, Map<String, AttributeValue> item) {
      item.put(attribute, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(codec.encode(value))));
    }

    @Override
    public V read(Map<String, AttributeValue> item) {
      AttributeValue found = item.get(attribute);
      if (found == null) {
        return monoid.identity();
      }
      if (found.b() == null) {
        throw new CorruptValueException(
            "expected bytes (B) in '" + attribute + "', found " + found.type());
      }
      return codec.decode(found.b().asByteArrayUnsafe());
    }

    @Override
    public List<String> attributes() {
      return List.of(attribute);
    }
  }

  /** One cell for each field. */
  record OfStruct(StructMonoid struct, List<Cell<Object>> fields) implements Cell<StructValue> {
    @Override
    public void write(StructValue value, Map<String, AttributeValue> item) {
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).write(value.get(i), item);
      }
    }

    @Override
    public StructValue read(Map<String, AttributeValue> item) {
      return struct.value(fields.stream().map(field -> field.read(item)).toArray());
    }

    @Override
    public List<String> attributes() {
      return fields.stream().flatMap(field -> field.attributes().stream()).toList();
    }
  }
}
