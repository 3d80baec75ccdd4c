package io.murmur.definition.expression;

import io.murmur.definition.event.Fields;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Something that is read and checked, and lacks only the places of its fields: those are known when
 * all of a file is read.
 *
 * @param paths the fields that it uses
 * @param binding makes it when the places are known
 * @param <T> what it becomes
 */
public record Draft<T>(Set<List<String>> paths, Function<Fields, T> binding) {

  /** Copies the paths, in their order. */
  public Draft {
    paths = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(paths));
  }

  /** Something that uses no field. */
  public static <T> Draft<T> of(T value) {
    return new Draft<>(Set.of(), fields -> value);
  }

  /** The finished thing. */
  public T bind(Fields fields) {
    return binding.apply(fields);
  }

  /** The same, made into something else. */
  public <R> Draft<R> map(Function<T, R> then) {
    return new Draft<>(paths, fields -> then.apply(binding.apply(fields)));
  }

  /** Several as one. */
  public static <T> Draft<List<T>> all(Collection<Draft<T>> drafts) {
    List<Draft<T>> copy = List.copyOf(drafts);
    Set<List<String>> paths = new LinkedHashSet<>();
    copy.forEach(draft -> paths.addAll(draft.paths()));
    return new Draft<>(paths, fields -> copy.stream().map(draft -> draft.bind(fields)).toList());
  }
}
