package io.murmur.definition.expression;

import dev.cel.common.values.NullValue;
import io.murmur.definition.event.Event;
import io.murmur.definition.event.Field;
import io.murmur.definition.event.Missing;
import io.murmur.monoid.Monoids;
import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of events as CEL takes them, and back. Lists and maps are views, not copies. */
final class CelValues {

  private CelValues() {}

  /** A value for CEL; decimals of absurd exponents, which would cost all memory, are refused. */
  static Object toCel(Object value) {
    if (value instanceof BigDecimal number) {
      return Monoids.decimal(number);
    } else if (value == Missing.NULL) {
      return NullValue.NULL_VALUE;
    } else if (value instanceof List<?> list) {
      return new ListView(list);
    } else if (value instanceof Map<?, ?> map) {
      return new MapView(map);
    }
    return value;
  }

  /** A result of CEL as a value of events; literals with a fraction are doubles until here. */
  static Object fromCel(Object result) {
    if (result instanceof Double number) {
      return CelNumbers.decimal(number);
    } else if (isNull(result)) {
      return Missing.NULL;
    } else if (result instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(fromCel(element)));
      return copy;
    } else if (result instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, inner) -> copy.put(name, fromCel(inner)));
      return copy;
    }
    return result;
  }

  /** Equality by value: numbers by what they are worth, lists and maps by what is in them. */
  static boolean equal(Object left, Object right) {
    if (left instanceof Number && right instanceof Number) {
      return CelNumbers.compare(left, right) == 0;
    } else if (left instanceof List<?> a && right instanceof List<?> b) {
      return equalLists(a, b);
    } else if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return a.size() == b.size()
          && a.entrySet().stream()
              .allMatch(e -> b.containsKey(e.getKey()) && equal(e.getValue(), b.get(e.getKey())));
    }
    return left.equals(right) || (isNull(left) && isNull(right));
  }

  /** CEL has one null of its own inside, and gives out that of protocol buffers. */
  private static boolean isNull(Object value) {
    return value instanceof NullValue || value instanceof com.google.protobuf.NullValue;
  }

  private static boolean equalLists(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a list has an element. */
  static boolean contains(List<?> list, Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (equal(list.get(i), wanted)) {
        return true;
      }
    }
    return false;
  }

  private static final class ListView extends AbstractList<Object> {
    private final List<?> list;

    ListView(List<?> list) {
      this.list = list;
    }

    @Override
    public Object get(int index) {
      return toCel(list.get(index));
    }

    @Override
    public int size() {
      return list.size();
    }
  }

  /** A map whose values are made for CEL when they are asked for. */
  private abstract static class View extends AbstractMap<String, Object> {
    abstract Iterable<String> names();

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<String, Object>> iterator() {
          Iterator<String> names = names().iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return names.hasNext();
            }

            @Override
            public Entry<String, Object> next() {
              String name = names.next();
              return Map.entry(name, View.this.get(name));
            }
          };
        }

        @Override
        public int size() {
          int size = 0;
          for (Iterator<String> names = names().iterator(); names.hasNext(); names.next()) {
            size++;
          }
          return size;
        }
      };
    }
  }

  private static final class MapView extends View {
    private final Map<?, ?> map;

    MapView(Map<?, ?> map) {
      this.map = map;
    }

    @Override
    @SuppressWarnings("unchecked") // Maps of events have texts as keys.
    Iterable<String> names() {
      return (Set<String>) map.keySet();
    }

    @Override
    public boolean containsKey(Object name) {
      return map.containsKey(name);
    }

    @Override
    public Object get(Object name) {
      Object value = map.get(name);
      return value == null ? null : toCel(value);
    }
  }

  /** The event as {@code this}: the fields that the expression takes by {@code this}. */
  static final class EventView extends View {
    private final Event event;
    private final Map<String, Field> fields;

    EventView(Event event, Map<String, Field> fields) {
      this.event = event;
      this.fields = fields;
    }

    @Override
    Iterable<String> names() {
      return fields.keySet().stream().filter(this::containsKey).toList();
    }

    @Override
    public boolean containsKey(Object name) {
      Field field = fields.get(name);
      return field != null && event.value(field) != Missing.ABSENT;
    }

    @Override
    public Object get(Object name) {
      return containsKey(name) ? toCel(event.value(fields.get(name))) : null;
    }
  }
}
