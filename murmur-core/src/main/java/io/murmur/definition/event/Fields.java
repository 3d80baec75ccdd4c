package io.murmur.definition.event;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields that the definitions of one file want, each with its place in the events that are read
 * for them. Immutable.
 */
public final class Fields implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<Field> all;
  private final int signature;

  private Fields(Set<List<String>> paths) {
    // Of the list: the same paths in another order lie in other places.
    this.signature = List.copyOf(paths).hashCode();
    List<Field> fields = new ArrayList<>();
    for (List<String> path : paths) {
      fields.add(new Field(path, fields.size(), signature));
    }
    this.all = List.copyOf(fields);
  }

  /** Fields with these paths; each path once, whatever how often it is given. */
  public static Fields of(Iterable<List<String>> paths) {
    Set<List<String>> distinct = new LinkedHashSet<>();
    paths.forEach(path -> distinct.add(List.copyOf(path)));
    return new Fields(distinct);
  }

  /** All fields. */
  public List<Field> all() {
    return all;
  }

  int signature() {
    return signature;
  }

  /**
   * The field with a path.
   *
   * @throws IllegalArgumentException if it is not among these
   */
  public Field field(List<String> path) {
    return all.stream()
        .filter(field -> field.path().equals(path))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(FieldNames.write(path) + " is not among " + all));
  }

  /**
   * The event that some named values are: a row of CSV, an item, a document.
   *
   * @param record the values by name: texts, truth values, numbers, lists, maps with texts as keys,
   *     or null
   * @throws IllegalArgumentException if a wanted value is of another type, or no finite number
   */
  public Event event(Map<String, ?> record) {
    Object[] values = new Object[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = find(record, all.get(i));
    }
    return new Event(signature, values);
  }

  private static Object find(Map<String, ?> record, Field field) {
    Object value = record;
    for (String name : field.path()) {
      if (!(value instanceof Map<?, ?> map) || !map.containsKey(name)) {
        return Missing.ABSENT;
      }
      value = map.get(name);
    }
    return canonical(value, field);
  }

  /** The value in one of the few types that events have. */
  private static Object canonical(Object value, Field field) {
    if (value == null) {
      return Missing.NULL;
    } else if (value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof BigDecimal) {
      return value;
    } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    } else if (value instanceof BigInteger number) {
      return number.bitLength() < Long.SIZE ? (Object) number.longValue() : new BigDecimal(number);
    } else if (value instanceof Double || value instanceof Float) {
      return finite(((Number) value).toString(), field);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((name, inner) -> copy.put((String) name, canonical(inner, field)));
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(inner -> copy.add(canonical(inner, field)));
      return copy;
    }
    throw new IllegalArgumentException(
        "field %s is a %s, which definitions cannot read"
            .formatted(field.name(), value.getClass().getName()));
  }

  private static BigDecimal finite(String number, Field field) {
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "field %s is %s, which is not a finite number".formatted(field.name(), number), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fields that && all.equals(that.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
