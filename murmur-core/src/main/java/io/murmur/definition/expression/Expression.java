package io.murmur.definition.expression;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Field;
import java.io.Serializable;
import java.util.Set;

/** Something that is taken from an event, or computed of it. Safe for concurrent use. */
public sealed interface Expression extends Serializable
    permits FieldExpression, ConstantExpression, CelExpression {

  /**
   * The value for an event, of the types that fields have; {@link
   * io.murmur.definition.event.Missing} for a field that is not there, or a null.
   *
   * @throws io.murmur.pipeline.InvalidEventException if it cannot be computed for this event; says
   *     why
   */
  Object evaluate(Event event);

  /** How it is written. */
  String text();

  /** The fields that it uses. */
  Set<Field> fields();

  /** What is known of its values before any event is seen. */
  ResultType type();
}
