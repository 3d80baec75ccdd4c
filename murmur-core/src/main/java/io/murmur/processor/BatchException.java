package io.murmur.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A batch in which some events were not merged. Those in {@link #invalidEvents()} never will be;
 * those in {@link #eventIds()} and, if the batch stopped, all from {@link #stoppedAt()} on must be
 * delivered again. All others are merged.
 */
public final class BatchException extends FlushException {

  private static final long serialVersionUID = 1L;

  private final transient List<EventFailure> invalidEvents;
  private final long stoppedAt;

  BatchException(
      String pipeline,
      List<KeyFailure> failures,
      List<KeyFailure> hookFailures,
      List<EventFailure> invalidEvents,
      OptionalLong stoppedAt) {
    super(
        pipeline,
        failures,
        hookFailures,
        message(pipeline, failures, hookFailures, invalidEvents, stoppedAt),
        errors(failures, hookFailures, invalidEvents));
    this.invalidEvents = List.copyOf(invalidEvents);
    this.stoppedAt = stoppedAt.orElse(-1);
  }

  /** The events that the pipeline cannot count. */
  public List<EventFailure> invalidEvents() {
    return invalidEvents;
  }

  /**
   * The place in the batch, from 0, of the first event that was not taken because the one before it
   * failed and the order matters; empty if all events were taken.
   */
  public OptionalLong stoppedAt() {
    return stoppedAt < 0 ? OptionalLong.empty() : OptionalLong.of(stoppedAt);
  }

  private static String message(
      String pipeline,
      List<KeyFailure> failures,
      List<KeyFailure> hookFailures,
      List<EventFailure> invalidEvents,
      OptionalLong stoppedAt) {
    String text = "";
    if (!invalidEvents.isEmpty()) {
      text +=
          "%d event(s) cannot be counted: %s. "
              .formatted(invalidEvents.size(), some(invalidEvents));
    }
    if (stoppedAt.isPresent()) {
      text +=
          "The order matters, so the batch stopped before event number %d of it. "
              .formatted(stoppedAt.getAsLong());
    }
    return failures.isEmpty() && hookFailures.isEmpty()
        ? "pipeline '%s': %sAll other events are merged".formatted(pipeline, text)
        : text + message(pipeline, failures, hookFailures);
  }

  private static List<Throwable> errors(
      List<KeyFailure> failures, List<KeyFailure> hookFailures, List<EventFailure> invalidEvents) {
    List<Throwable> errors = new ArrayList<>();
    failures.forEach(failure -> errors.add(failure.error()));
    hookFailures.forEach(failure -> errors.add(failure.error()));
    invalidEvents.forEach(failure -> errors.add(failure.error()));
    return errors;
  }
}
