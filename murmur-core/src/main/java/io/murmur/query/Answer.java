package io.murmur.query;

import io.murmur.pipeline.Aggregation;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of one entity over the buckets that were asked for.
 *
 * @param value all buckets that were there, combined from oldest to newest; the monoid's identity
 *     if none was
 * @param present how many buckets were there
 * @param asked how many buckets the question spans; 1 without windows. Buckets past their retention
 *     are counted here, and never as present
 * @param <V> the type of the value
 */
public record Answer<V>(V value, long present, long asked) {

  /** Whether anything at all is known. */
  public boolean isPresent() {
    return present > 0;
  }

  /** The value if anything at all is known. */
  public Optional<V> found() {
    return isPresent() ? Optional.of(value) : Optional.empty();
  }

  /** This answer with what an aggregation presents of the value. */
  public <R> Answer<R> present(Aggregation<?, V, R> aggregation) {
    return map(aggregation.present()::apply);
  }

  /** This answer with another value. */
  public <R> Answer<R> map(Function<? super V, ? extends R> change) {
    return new Answer<>(change.apply(value), present, asked);
  }
}
