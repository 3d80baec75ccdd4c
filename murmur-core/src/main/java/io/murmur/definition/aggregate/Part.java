package io.murmur.definition.aggregate;

import io.murmur.definition.event.Fields;
import io.murmur.definition.expression.Draft;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A part of a definition that is read and checked, with the fields that it uses.
 *
 * @param draft becomes the real thing when the places of all fields are known
 * @param uses the fields, each with the place that uses it
 * @param <T> what it becomes
 */
public record Part<T>(Draft<T> draft, List<FieldUse> uses) {

  /** Copies the uses. */
  public Part {
    uses = List.copyOf(uses);
  }

  /** A part that uses no field. */
  public static <T> Part<T> of(T value) {
    return new Part<>(Draft.of(value), List.of());
  }

  /** The finished thing. */
  public T bind(Fields fields) {
    return draft.bind(fields);
  }

  /** The same, made into something else. */
  public <R> Part<R> map(Function<T, R> then) {
    return new Part<>(draft.map(then), uses);
  }

  /** This and another as one. */
  public <S, R> Part<R> with(Part<S> other, BiFunction<T, S, R> both) {
    List<FieldUse> all = new ArrayList<>(uses);
    all.addAll(other.uses);
    return new Part<>(
        new Draft<>(
            union(List.of(this, other)), fields -> both.apply(bind(fields), other.bind(fields))),
        all);
  }

  /** Several as one. */
  public static <T> Part<List<T>> all(List<Part<T>> parts) {
    List<Part<T>> copy = List.copyOf(parts);
    List<FieldUse> uses = new ArrayList<>();
    copy.forEach(part -> uses.addAll(part.uses));
    return new Part<>(
        new Draft<>(union(copy), fields -> copy.stream().map(part -> part.bind(fields)).toList()),
        uses);
  }

  private static Set<List<String>> union(List<? extends Part<?>> parts) {
    Set<List<String>> paths = new LinkedHashSet<>();
    parts.forEach(part -> paths.addAll(part.draft().paths()));
    return paths;
  }
}
