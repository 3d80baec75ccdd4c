package io.murmur.monoid;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Several named aggregates side by side, combined field by field: one event, one item, one write.
 *
 * <p>It commutes if all of its fields do, is idempotent if all are, and is a {@link Group} if all
 * are. A combination that fails in one field changes none.
 */
public sealed class StructMonoid implements Monoid<StructValue> permits StructMonoid.OfGroups {

  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,63}");

  private final List<String> names;
  private final List<Monoid<Object>> monoids;

  private StructMonoid(List<String> names, List<Monoid<Object>> monoids) {
    this.names = List.copyOf(names);
    this.monoids = List.copyOf(monoids);
  }

  /** The names of the fields in order. */
  public final List<String> names() {
    return names;
  }

  /** The monoids of the fields in the order of {@link #names()}. */
  public final List<Monoid<Object>> monoids() {
    return monoids;
  }

  /**
   * A value of this struct, made of one value for each field in order.
   *
   * @throws IllegalArgumentException if there are not as many values as fields
   * @throws NullPointerException if a value is null
   */
  public final StructValue value(Object... values) {
    Object[] copy = values.clone();
    for (int i = 0; i < copy.length; i++) {
      Objects.requireNonNull(copy[i], i < names.size() ? names.get(i) : "value");
    }
    return new StructValue(names, copy);
  }

  /**
   * A value of this struct, made field by field from the positions of {@link #names()}.
   *
   * @throws NullPointerException if a value is null
   */
  public final StructValue valueOf(IntFunction<?> valueOfField) {
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Objects.requireNonNull(valueOfField.apply(i), names.get(i));
    }
    return new StructValue(names, values);
  }

  @Override
  public StructValue identity() {
    return valueOf(i -> monoids.get(i).identity());
  }

  @Override
  public StructValue combine(StructValue left, StructValue right) {
    requireOwn(left);
    requireOwn(right);
    return valueOf(i -> monoids.get(i).combine(left.get(i), right.get(i)));
  }

  @Override
  public boolean commutative() {
    return monoids.stream().allMatch(Monoid::commutative);
  }

  @Override
  public boolean idempotent() {
    return monoids.stream().allMatch(Monoid::idempotent);
  }

  @Override
  public Accumulator<StructValue> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return new Structure.Struct(
        IntStream.range(0, names.size())
            .mapToObj(i -> new Structure.Field(names.get(i), monoids.get(i).structure()))
            .toList());
  }

  @Override
  public Codec<StructValue> codec() {
    return new StructCodec(this);
  }

  @Override
  public String toString() {
    return structure().canonical();
  }

  private void requireOwn(StructValue value) {
    // Values usually come from this very monoid, so their names are the same object.
    if (value.names() != names && !value.names().equals(names)) {
      throw new IllegalArgumentException(
          "a struct of " + value.names() + " cannot be combined into one of " + names);
    }
  }

  /** A struct whose fields all are groups. */
  static final class OfGroups extends StructMonoid implements Group<StructValue> {

    private static final long serialVersionUID = 1L;

    private OfGroups(List<String> names, List<Monoid<Object>> monoids) {
      super(names, monoids);
    }

    @Override
    public StructValue inverse(StructValue value) {
      super.requireOwn(value);
      return valueOf(i -> ((Group<Object>) monoids().get(i)).inverse(value.get(i)));
    }
  }

  /** Collects the fields. */
  public static final class Builder {

    private final List<String> names = new ArrayList<>();
    private final List<Monoid<Object>> monoids = new ArrayList<>();

    Builder() {}

    /** Adds a field; the order of the fields is part of the structure. */
    @SuppressWarnings("unchecked")
    public Builder field(String name, Monoid<?> monoid) {
      names.add(name);
      monoids.add((Monoid<Object>) Objects.requireNonNull(monoid, name));
      return this;
    }

    /**
     * The struct.
     *
     * @throws IllegalArgumentException with all mistakes: no field, a name that is given twice or
     *     that is not a letter followed by up to 63 letters, digits and underscores
     */
    public StructMonoid build() {
      List<String> mistakes = new ArrayList<>();
      if (names.isEmpty()) {
        mistakes.add("there is no field");
      }
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        if (name == null || !NAME.matcher(name).matches()) {
          mistakes.add(
              "field name '"
                  + name
                  + "' must be a letter followed by up to 63 letters, digits and underscores");
        } else if (names.indexOf(name) < i) {
          mistakes.add("field '" + name + "' is given twice");
        }
      }
      if (!mistakes.isEmpty()) {
        throw new IllegalArgumentException(
            "the struct cannot be built:\n  - " + String.join("\n  - ", mistakes));
      }
      return monoids.stream().allMatch(Monoid::invertible)
          ? new OfGroups(names, monoids)
          : new StructMonoid(names, monoids);
    }
  }

  private final class Running extends StagedAccumulator<StructValue> {
    private final List<StagedAccumulator<Object>> fields = new ArrayList<>();

    private Running() {
      monoids.forEach(monoid -> fields.add(StagedAccumulator.of(monoid)));
    }

    @Override
    void stage(StructValue value) {
      requireOwn(value);
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).stage(value.get(i));
      }
    }

    @Override
    void commit() {
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).commit();
      }
    }

    @Override
    public StructValue value() {
      return valueOf(i -> fields.get(i).value());
    }

    @Override
    public void reset() {
      fields.forEach(Accumulator::reset);
    }
  }

  /** The number of fields, then the bytes of each. */
  private record StructCodec(StructMonoid struct) implements VersionedCodec<StructValue> {
    @Override
    public void write(ByteWriter out, StructValue value) {
      struct.requireOwn(value);
      out.writeLength(struct.names.size());
      for (int i = 0; i < struct.names.size(); i++) {
        out.writeBytes(struct.monoids.get(i).codec().encode(value.get(i)));
      }
    }

    @Override
    public StructValue read(ByteReader in) {
      int count = in.readLength();
      if (count != struct.names.size()) {
        throw new CorruptValueException(
            count + " fields where the struct has " + struct.names.size());
      }
      return struct.valueOf(i -> readField(in, i));
    }

    private Object readField(ByteReader in, int i) {
      byte[] bytes = in.readBytes();
      try {
        return struct.monoids.get(i).codec().decode(bytes);
      } catch (CorruptValueException e) {
        throw new CorruptValueException(
            "field '" + struct.names.get(i) + "': " + e.getMessage(), e);
      }
    }
  }
}
