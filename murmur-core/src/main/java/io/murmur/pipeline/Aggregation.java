package io.murmur.pipeline;

import io.murmur.monoid.Monoid;
import java.io.Serializable;
import java.util.Objects;

/**
 * An aggregation in three functions: lift an event to a value, combine values, present the result.
 * {@link Aggregations} has the common ones.
 *
 * @param lift what one event contributes
 * @param monoid how contributions combine
 * @param present what a reader sees of the combined value
 * @param <T> the event
 * @param <V> the stored value
 * @param <R> the presented result
 */
public record Aggregation<T, V, R>(
    Functions.Lift<T, V> lift, Monoid<V> monoid, Functions.Extract<V, R> present)
    implements Serializable {

  /** Rejects nulls. */
  public Aggregation {
    Objects.requireNonNull(lift, "lift");
    Objects.requireNonNull(monoid, "monoid");
    Objects.requireNonNull(present, "present");
  }

  /** An aggregation that presents the stored value itself. */
  public static <T, V> Aggregation<T, V, V> of(Monoid<V> monoid, Functions.Lift<T, V> lift) {
    return new Aggregation<>(lift, monoid, value -> value);
  }

  /** The same aggregation, presented in another way. */
  public <S> Aggregation<T, V, S> presentedBy(Functions.Extract<? super V, ? extends S> other) {
    return new Aggregation<>(lift, monoid, other::apply);
  }

  /**
   * The same aggregation over those events only for which this is true; others contribute nothing
   * to it. For one field of a struct, where a filter of the pipeline would leave the event out of
   * all.
   */
  public Aggregation<T, V, R> onlyIf(Functions.Filter<? super T> condition) {
    Functions.Lift<T, V> whole = lift;
    Monoid<V> values = monoid;
    Functions.Lift<T, V> partial =
        (event, context) -> condition.test(event) ? whole.lift(event, context) : values.identity();
    Functions.TimedLift<T, V> timed = partial::lift;
    return new Aggregation<>(whole.needsEventTime() ? timed : partial, monoid, present);
  }
}
