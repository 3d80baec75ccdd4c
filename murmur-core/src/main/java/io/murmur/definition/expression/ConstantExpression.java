package io.murmur.definition.expression;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Field;
import java.util.Set;

/**
 * The same for all events.
 *
 * @param text how it is written
 * @param value what it is
 * @param type the value's type
 */
public record ConstantExpression(String text, Object value, ResultType type) implements Expression {

  @Override
  public Object evaluate(Event event) {
    return value;
  }

  @Override
  public Set<Field> fields() {
    return Set.of();
  }
}
