package io.murmur.definition.expression;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Field;
import java.util.Set;

/** A plain field: costs one access to an array. */
public record FieldExpression(Field field) implements Expression {

  @Override
  public Object evaluate(Event event) {
    return event.value(field);
  }

  @Override
  public String text() {
    return field.name();
  }

  @Override
  public Set<Field> fields() {
    return Set.of(field);
  }

  @Override
  public ResultType type() {
    return ResultType.ANY;
  }
}
