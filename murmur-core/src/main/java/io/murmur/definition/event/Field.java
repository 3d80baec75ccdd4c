package io.murmur.definition.event;

import java.io.Serializable;
import java.util.List;

/**
 * A field that a definition wants.
 *
 * @param path the names from the event inwards; {@code user.id} has two
 * @param index where events keep its value
 * @param signature tells which {@link Fields} it belongs to
 */
public record Field(List<String> path, int index, int signature) implements Serializable {

  /** Copies the path. */
  public Field {
    path = List.copyOf(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("the path of a field has at least one name");
    }
  }

  /** The path as it is written: {@code user.id}. */
  public String name() {
    return FieldNames.write(path);
  }

  @Override
  public String toString() {
    return name();
  }
}
