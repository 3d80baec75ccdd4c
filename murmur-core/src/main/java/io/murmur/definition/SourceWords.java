package io.murmur.definition;

import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Word;
import java.util.Objects;

/**
 * A kind of source that definitions can have: {@code source: {files: …}}. Modules that can read
 * something contribute one each.
 *
 * @param type the word for it
 * @param about what it reads, for editors
 * @param shape what its section must be; normally {@link
 *     io.murmur.definition.yaml.Shapes#section(io.murmur.definition.yaml.Words,
 *     java.util.function.Function)} with a vocabulary called {@code source-<type>}
 */
public record SourceWords(String type, String about, Shape<? extends SourceSettings> shape) {

  /** Rejects nulls. */
  public SourceWords {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(about, "about");
    Objects.requireNonNull(shape, "shape");
  }

  /** The word in the section of the source. */
  Word<? extends SourceSettings> word() {
    return word(shape);
  }

  private <S extends SourceSettings> Word<S> word(Shape<S> typed) {
    return Word.optional(type, typed, about);
  }
}
