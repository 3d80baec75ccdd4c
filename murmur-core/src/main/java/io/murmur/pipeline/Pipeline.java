package io.murmur.pipeline;

import io.murmur.monoid.Monoid;
import io.murmur.window.Windowing;
import java.io.Serializable;
import java.util.Optional;

/**
 * The one definition of an aggregate: which events count, what they are called, when they happened,
 * for which entities, and what they add. Bootstrap, replay, live and in-memory runs take the same
 * value. Immutable and serializable; built by {@link #named}.
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public final class Pipeline<T, V> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final Functions.Filter<T> filter;
  private final Functions.Extract<T, String> eventId;
  private final Functions.EventTime<T> eventTime;
  private final Functions.Keys<T> keys;
  private final Aggregation<T, V, ?> aggregation;
  private final Windowing windowing;

  Pipeline(
      String name,
      Functions.Filter<T> filter,
      Functions.Extract<T, String> eventId,
      Functions.EventTime<T> eventTime,
      Functions.Keys<T> keys,
      Aggregation<T, V, ?> aggregation,
      Windowing windowing) {
    this.name = name;
    this.filter = filter;
    this.eventId = eventId;
    this.eventTime = eventTime;
    this.keys = keys;
    this.aggregation = aggregation;
    this.windowing = windowing;
  }

  /** Starts the definition of a pipeline; the name is part of its tables, claims and metrics. */
  public static <T> PipelineBuilder<T, Object> named(String name) {
    return new PipelineBuilder<>(name);
  }

  /** The pipeline's name. */
  public String name() {
    return name;
  }

  /** Which events count; empty for all. */
  public Optional<Functions.Filter<T>> filter() {
    return Optional.ofNullable(filter);
  }

  /** The event's id; empty if the source's own place of the record is its id. */
  public Optional<Functions.Extract<T, String>> eventId() {
    return Optional.ofNullable(eventId);
  }

  /** The event's time; empty for pipelines that need none. */
  public Optional<Functions.EventTime<T>> eventTime() {
    return Optional.ofNullable(eventTime);
  }

  /** The entities that an event counts for. */
  public Functions.Keys<T> keys() {
    return keys;
  }

  /** What an event adds. */
  public Aggregation<T, V, ?> aggregation() {
    return aggregation;
  }

  /** How the values combine. */
  public Monoid<V> monoid() {
    return aggregation.monoid();
  }

  /** What a reader sees of a stored value. */
  public Object present(V value) {
    return aggregation.present().apply(value);
  }

  /** The time buckets. */
  public Windowing windowing() {
    return windowing;
  }

  /**
   * One line of text for all that decides what a stored value means: the monoid with its parameters
   * and the bucket size. Two pipelines may write to one table only if their fingerprints are equal.
   */
  public String fingerprint() {
    return "monoid=" + monoid().structure().canonical() + ";window=" + windowing.canonical();
  }

  @Override
  public String toString() {
    return "pipeline '" + name + "' (" + fingerprint() + ")";
  }
}
