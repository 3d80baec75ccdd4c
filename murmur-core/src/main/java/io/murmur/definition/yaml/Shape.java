package io.murmur.definition.yaml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a value must be: how it is read, and how a JSON Schema says the same.
 *
 * @param <T> what it is read as
 */
public interface Shape<T> {

  /** The value; empty if it is something else, which is a problem then. */
  Optional<T> read(Value value);

  /** What a JSON Schema says of it; a new node, to which the caller may add. */
  ObjectNode schema(SchemaParts parts);

  /** The same, made into something else. */
  default <R> Shape<R> map(Function<T, R> then) {
    Shape<T> before = this;
    return new Shape<>() {
      @Override
      public Optional<R> read(Value value) {
        return before.read(value).map(then);
      }

      @Override
      public ObjectNode schema(SchemaParts parts) {
        return before.schema(parts);
      }
    };
  }
}
