package io.murmur.monoid;

import java.util.Arrays;
import java.util.List;

/**
 * The value of a struct monoid: one value for each of its fields, in the order of the fields.
 * Immutable.
 *
 * <p>Two struct values are equal if their fields are.
 */
public final class StructValue {

  private final List<String> names;
  private final Object[] values;

  /**
   * Creates a value; neither argument is copied, so that the hot path allocates only this object.
   *
   * @throws IllegalArgumentException if there are not as many values as names
   */
  StructValue(List<String> names, Object[] values) {
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          "struct has fields " + names + " but " + values.length + " values were given");
    }
    this.names = names;
    this.values = values;
  }

  /** The names of the fields in order. */
  public List<String> names() {
    return names;
  }

  /** The value at a position of {@link #names()}. */
  public Object get(int index) {
    return values[index];
  }

  /**
   * The value of a field.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public Object get(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no field '" + name + "' in struct of " + names);
    }
    return values[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StructValue that
        && names.equals(that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ", ").append(names.get(i)).append(": ").append(values[i]);
    }
    return text.append('}').toString();
  }
}
