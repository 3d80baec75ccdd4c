package io.murmur.definition.aggregate;

import io.murmur.definition.event.FieldNames;
import io.murmur.definition.yaml.Problem;
import io.murmur.definition.yaml.Value;
import java.util.List;
import java.util.Objects;

/**
 * A field that some place of a file uses.
 *
 * @param path the names from the event inwards
 * @param place the value that uses it
 * @param optional whether the place can do without it, because it asks {@code has(…)} first
 */
public record FieldUse(List<String> path, Value place, boolean optional) {

  /** Copies the path. */
  public FieldUse {
    path = List.copyOf(path);
    Objects.requireNonNull(place, "place");
  }

  /** The field as it is written: {@code user.id}. */
  public String name() {
    return FieldNames.write(path);
  }

  /** Something that is wrong with the use. */
  public Problem problem(String message) {
    return place.describe(message);
  }
}
