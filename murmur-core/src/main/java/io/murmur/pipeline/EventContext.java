package io.murmur.pipeline;

/**
 * What is known of the event that is being lifted, besides its value. Only valid during the call:
 * runners reuse it.
 */
public interface EventContext {

  /** The event's id. */
  String eventId();

  /** Whether the event has a time. */
  boolean hasEventTime();

  /**
   * Event time in milliseconds since the epoch.
   *
   * @throws IllegalStateException if the pipeline has no event time
   */
  long eventTimeMillis();
}
