package io.murmur.definition.expression;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Field;
import io.murmur.definition.event.FieldNames;
import io.murmur.definition.event.Fields;
import io.murmur.pipeline.InvalidEventException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads expressions. */
public final class Expressions {

  private static final Fields NO_FIELDS = Fields.of(Set.of());
  private static final Event NO_EVENT = NO_FIELDS.event(Map.of());

  private Expressions() {}

  /**
   * Reads an expression.
   *
   * @param text how it is written
   * @param wanted what it must give
   * @throws ExpressionException with all that is wrong with it
   */
  public static Draft<Expression> parse(String text, Wanted wanted) throws ExpressionException {
    String trimmed = text.strip();
    Optional<List<String>> field = FieldNames.parse(trimmed);
    if (field.isPresent()) {
      return new Draft<>(
          Set.of(field.get()), fields -> new FieldExpression(fields.field(field.get())));
    }
    CelCompilation compiled = CelCompilation.of(text);
    if (!wanted.allows(compiled.type())) {
      throw new ExpressionException(
          text.length() - text.stripLeading().length(),
          "must give %s, and gives %s%s"
              .formatted(wanted.words(), compiled.type().words(), hint(compiled.type(), wanted)));
    }
    return compiled.names().isEmpty() && compiled.namesOfEvent().isEmpty()
        ? Draft.of(constant(compiled))
        : draft(compiled);
  }

  private static String hint(ResultType type, Wanted wanted) {
    boolean number = wanted == Wanted.NUMBER || wanted == Wanted.WHOLE_NUMBER;
    return type == ResultType.STRING && number ? "; decimal(…) makes a number of text" : "";
  }

  private static Draft<Expression> draft(CelCompilation compiled) {
    Set<List<String>> paths = new LinkedHashSet<>();
    compiled.names().forEach(name -> paths.add(List.of(name)));
    compiled.namesOfEvent().forEach(name -> paths.add(List.of(name)));
    return new Draft<>(
        paths,
        fields ->
            new CelExpression(
                compiled,
                byName(compiled.names(), fields),
                byName(compiled.namesOfEvent(), fields)));
  }

  private static Map<String, Field> byName(Collection<String> names, Fields fields) {
    Map<String, Field> byName = new LinkedHashMap<>();
    names.forEach(name -> byName.put(name, fields.field(List.of(name))));
    return byName;
  }

  /** What needs no event is computed once. */
  private static Expression constant(CelCompilation compiled) throws ExpressionException {
    try {
      Object value = new CelExpression(compiled, Map.of(), Map.of()).evaluate(NO_EVENT);
      return new ConstantExpression(compiled.text(), value, compiled.type());
    } catch (InvalidEventException e) {
      throw new ExpressionException(0, e.getMessage());
    }
  }
}
