package io.murmur.pipeline;

import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Collects several named aggregations of one event, which are stored in one item and merged with
 * one write. Readers see a map of the presented fields, in their order.
 *
 * @param <T> the event
 */
public final class StructAggregation<T> {

  private final List<String> names = new ArrayList<>();
  private final List<Aggregation<T, Object, Object>> fields = new ArrayList<>();

  /** Starts without fields. */
  public StructAggregation() {}

  /**
   * Adds a field.
   *
   * @param name a letter followed by up to 63 letters, digits and underscores
   */
  @SuppressWarnings("unchecked")
  public <V, R> StructAggregation<T> field(String name, Aggregation<T, V, R> aggregation) {
    names.add(name);
    fields.add((Aggregation<T, Object, Object>) Objects.requireNonNull(aggregation, name));
    return this;
  }

  /**
   * The aggregation.
   *
   * @throws IllegalArgumentException with all mistakes in the fields
   */
  public Aggregation<T, StructValue, Map<String, Object>> build() {
    StructMonoid.Builder struct = Monoids.struct();
    for (int i = 0; i < fields.size(); i++) {
      struct.field(names.get(i), fields.get(i).monoid());
    }
    StructMonoid monoid = struct.build();
    List<Aggregation<T, Object, Object>> all = List.copyOf(fields);
    return new Aggregation<>(new FieldLift<>(monoid, all), monoid, new Presentation<>(all));
  }

  /** Lifts field by field; an error says which field it came from. */
  private record FieldLift<T>(StructMonoid struct, List<Aggregation<T, Object, Object>> fields)
      implements Functions.Lift<T, StructValue> {

    @Override
    public StructValue lift(T event, EventContext context) {
      return struct.valueOf(i -> liftField(i, event, context));
    }

    @Override
    public boolean needsEventTime() {
      return fields.stream().anyMatch(field -> field.lift().needsEventTime());
    }

    private Object liftField(int i, T event, EventContext context) {
      Object delta;
      try {
        delta = fields.get(i).lift().lift(event, context);
      } catch (RuntimeException e) {
        throw new InvalidEventException(
            "field '" + struct.names().get(i) + "': " + e.getMessage(), e);
      }
      if (delta == null) {
        throw new InvalidEventException(
            "field '" + struct.names().get(i) + "': the aggregation lifted the event to null");
      }
      return delta;
    }
  }

  private record Presentation<T>(List<Aggregation<T, Object, Object>> fields)
      implements Functions.Extract<StructValue, Map<String, Object>> {

    @Override
    public Map<String, Object> apply(StructValue value) {
      Map<String, Object> presented = new LinkedHashMap<>();
      for (int i = 0; i < fields.size(); i++) {
        presented.put(value.names().get(i), fields.get(i).present().apply(value.get(i)));
      }
      return Collections.unmodifiableMap(presented);
    }
  }
}
