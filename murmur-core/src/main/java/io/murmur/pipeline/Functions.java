package io.murmur.pipeline;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * The functions that a pipeline is made of; all are serializable, stateless and safe for concurrent
 * use. They may throw: such an event becomes a dead letter.
 */
public final class Functions {

  private Functions() {}

  /** A serializable function. */
  @FunctionalInterface
  public interface Extract<T, R> extends Serializable {
    /** What is taken from the event; never null. */
    R apply(T event);
  }

  /** The time of an event. */
  @FunctionalInterface
  public interface EventTime<T> extends Serializable {
    /** Milliseconds since the epoch. */
    long millis(T event);
  }

  /** Which events count. */
  @FunctionalInterface
  public interface Filter<T> extends Serializable {
    /** Whether the event counts. */
    boolean test(T event);
  }

  /** The entities that an event counts for. */
  @FunctionalInterface
  public interface Keys<T> extends Serializable {
    /** Passes each entity on; the same entity twice counts once. */
    void forEach(T event, Consumer<String> entities);
  }

  /** A whole number that is taken from an event. */
  @FunctionalInterface
  public interface ToLong<T> extends Serializable {
    /** The number. */
    long apply(T event);
  }

  /** A floating point number that is taken from an event. */
  @FunctionalInterface
  public interface ToDouble<T> extends Serializable {
    /** The number. */
    double apply(T event);
  }

  /** What one event contributes. */
  @FunctionalInterface
  public interface Lift<T, V> extends Serializable {
    /** The delta of the event. */
    V lift(T event, EventContext context);

    /** Whether it asks for the event's time, so that the pipeline has to say where that is. */
    default boolean needsEventTime() {
      return false;
    }
  }

  /** A {@link Lift} that asks for the event's time. */
  @FunctionalInterface
  public interface TimedLift<T, V> extends Lift<T, V> {
    @Override
    default boolean needsEventTime() {
      return true;
    }
  }
}
