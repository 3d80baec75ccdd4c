package io.murmur.processor;

/**
 * An event was not merged into one of its keys, after all retries. Keys before it are merged and
 * stay so, keys after it were not tried. Deliver the event again: under claims it then counts
 * exactly once everywhere; without them twice in the keys that had succeeded.
 */
public final class MergeFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String pipeline;
  private final String eventId;
  private final transient KeyFailure failure;

  MergeFailedException(String pipeline, String eventId, KeyFailure failure) {
    super(
        "pipeline '%s': event %s was not merged into %s; deliver it again"
            .formatted(pipeline, eventId, failure),
        failure.error());
    this.pipeline = pipeline;
    this.eventId = eventId;
    this.failure = failure;
  }

  /** The name of the pipeline. */
  public String pipeline() {
    return pipeline;
  }

  /** The event's id. */
  public String eventId() {
    return eventId;
  }

  /** The key that failed, and why. */
  public KeyFailure failure() {
    return failure;
  }
}
