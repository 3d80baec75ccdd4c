package io.murmur.monoid;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The shape of a monoid's values with its parameters. It fixes the Java type of the value, so a
 * store may choose a native way of merging by it, and its {@link #canonical()} text is what a
 * table's fingerprint records: two monoids with equal text may share a table.
 */
public sealed interface Structure extends Serializable {

  /**
   * One line of text without spaces that tells this structure from every other, for example {@code
   * struct(views:count,users:hll(lgK=12))}.
   */
  String canonical();

  /** The numbers that can be summed. */
  enum NumberType {
    /** {@link Long}; a sum outside of 64 bits is an error. */
    LONG,
    /** {@link java.math.BigDecimal}, exact. */
    DECIMAL,
    /** {@link Double}; the last bits of a sum depend on the order. */
    DOUBLE
  }

  /** The values that can be compared or remembered. */
  enum ScalarType {
    /** {@link Long}. */
    LONG,
    /** {@link java.math.BigDecimal}, compared by numeric value. */
    DECIMAL,
    /** {@link Double}, finite. */
    DOUBLE,
    /** {@link String}, ordered by its UTF-8 bytes. */
    STRING
  }

  /** A number of events. Value: {@link Long}. */
  record Count() implements Structure {
    @Override
    public String canonical() {
      return "count";
    }
  }

  /** A sum. Value: the Java type of {@link NumberType}. */
  record Sum(NumberType type) implements Structure {
    @Override
    public String canonical() {
      return "sum(" + lower(type) + ")";
    }
  }

  /**
   * The least or the greatest value seen. Value: {@link java.util.Optional} of the Java type of
   * {@link ScalarType}.
   */
  record Extremum(boolean greatest, ScalarType type) implements Structure {
    @Override
    public String canonical() {
      return (greatest ? "max(" : "min(") + lower(type) + ")";
    }
  }

  /**
   * The first or the last value by (event time, event id); should a source give one place to two
   * values, by the values. Value: {@link java.util.Optional} of {@link Stamped}.
   */
  record Positional(boolean latest, ScalarType type) implements Structure {
    @Override
    public String canonical() {
      return (latest ? "last(" : "first(") + lower(type) + ")";
    }
  }

  /** A set of strings. Value: immutable {@link java.util.Set} of {@link String}. */
  record StringSet() implements Structure {
    @Override
    public String canonical() {
      return "set(string)";
    }
  }

  /**
   * Anything that only its own monoid understands (sketches, decayed sums, user-defined): merged by
   * read, combine and write.
   */
  record Opaque(String name, SortedMap<String, String> parameters) implements Structure {
    /** Copies the parameters. */
    public Opaque {
      parameters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    @Override
    public String canonical() {
      return parameters.entrySet().stream()
          .map(e -> e.getKey() + "=" + e.getValue())
          .collect(Collectors.joining(",", name + "(", ")"));
    }
  }

  /** A map from strings to values of another monoid. Value: immutable {@link java.util.Map}. */
  record MapOf(Structure value) implements Structure {
    @Override
    public String canonical() {
      return "map(" + value.canonical() + ")";
    }
  }

  /** Several named aggregates side by side in one item. Value: {@link StructValue}. */
  record Struct(List<Field> fields) implements Structure {
    /** Copies the fields; their order is part of the structure. */
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String canonical() {
      return fields.stream()
          .map(f -> f.name() + ":" + f.structure().canonical())
          .collect(Collectors.joining(",", "struct(", ")"));
    }
  }

  /** A named part of a {@link Struct}. */
  record Field(String name, Structure structure) implements Serializable {}

  private static String lower(Enum<?> type) {
    return type.name().toLowerCase(java.util.Locale.ROOT);
  }
}
