package io.murmur.definition.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;
import io.murmur.definition.event.Event;
import io.murmur.definition.event.Field;
import io.murmur.definition.event.FieldNames;
import io.murmur.definition.event.Missing;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An expression that CEL computes. Travels as text, and is compiled again where it arrives: the
 * same text gives the same program.
 */
public final class CelExpression implements Expression {

  private static final long serialVersionUID = 1L;

  private final String text;

  /** The fields that are named alone. */
  private final HashMap<String, Field> named;

  /** The fields that are taken from {@code this}. */
  private final HashMap<String, Field> ofEvent;

  private transient Program program;
  private transient ResultType type;

  CelExpression(CelCompilation compilation, Map<String, Field> named, Map<String, Field> ofEvent) {
    this.text = compilation.text();
    this.named = new HashMap<>(named);
    this.ofEvent = new HashMap<>(ofEvent);
    this.program = compilation.program();
    this.type = compilation.type();
  }

  @Override
  public Object evaluate(Event event) {
    try {
      return CelValues.fromCel(program.eval((CelVariableResolver) name -> find(event, name)));
    } catch (CelEvaluationException e) {
      throw CelErrors.explain(this, e);
    }
  }

  private Optional<Object> find(Event event, String name) {
    Field field = named.get(name);
    if (field != null) {
      Object value = event.value(field);
      return value == Missing.ABSENT ? Optional.empty() : Optional.of(CelValues.toCel(value));
    }
    return name.equals(FieldNames.EVENT)
        ? Optional.of(new CelValues.EventView(event, ofEvent))
        : Optional.empty();
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Set<Field> fields() {
    Set<Field> fields = new LinkedHashSet<>(named.values());
    fields.addAll(ofEvent.values());
    return fields;
  }

  @Override
  public ResultType type() {
    return type;
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    try {
      CelCompilation compilation = CelCompilation.of(text);
      program = compilation.program();
      type = compilation.type();
    } catch (ExpressionException e) {
      InvalidObjectException invalid = new InvalidObjectException("the expression " + text);
      invalid.initCause(e);
      throw invalid;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CelExpression that
        && text.equals(that.text)
        && named.equals(that.named)
        && ofEvent.equals(that.ofEvent);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, named, ofEvent);
  }

  @Override
  public String toString() {
    return text;
  }
}
