package io.murmur.definition.yaml;

import java.util.Objects;

/**
 * A word of a vocabulary.
 *
 * @param name how it is written
 * @param shape what its value must be
 * @param required whether it must be there
 * @param about what it means, in a sentence or two, for editors
 * @param <T> what its value is read as
 */
public record Word<T>(String name, Shape<T> shape, boolean required, String about) {

  /** Rejects nulls. */
  public Word {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(about, "about");
  }

  /** A word that must be there. */
  public static <T> Word<T> required(String name, Shape<T> shape, String about) {
    return new Word<>(name, shape, true, about);
  }

  /** A word that may be left out. */
  public static <T> Word<T> optional(String name, Shape<T> shape, String about) {
    return new Word<>(name, shape, false, about);
  }
}
