package io.murmur.processor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A flush in which some keys failed. All other keys of it are merged and stay so. What is listed
 * here is no longer held by anyone: the events of {@link #eventIds()} must be delivered again.
 */
public class FlushException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 5;

  private final String pipeline;
  private final transient List<KeyFailure> failures;
  private final transient List<KeyFailure> hookFailures;

  /**
   * Creates the error; its cause is the first of its errors.
   *
   * @param failures keys that were not merged
   * @param hookFailures keys that were merged, after which a hook failed
   */
  public FlushException(String pipeline, List<KeyFailure> failures, List<KeyFailure> hookFailures) {
    this(
        pipeline,
        failures,
        hookFailures,
        message(pipeline, failures, hookFailures),
        Stream.concat(failures.stream(), hookFailures.stream())
            .map(KeyFailure::error)
            .collect(Collectors.toList()));
  }

  FlushException(
      String pipeline,
      List<KeyFailure> failures,
      List<KeyFailure> hookFailures,
      String message,
      List<Throwable> errors) {
    super(message, errors.isEmpty() ? null : errors.get(0));
    this.pipeline = pipeline;
    this.failures = List.copyOf(failures);
    this.hookFailures = List.copyOf(hookFailures);
    errors.stream().skip(1).limit(SHOWN - 1).forEach(this::addSuppressed);
  }

  /** The name of the pipeline. */
  public String pipeline() {
    return pipeline;
  }

  /** The keys that were not merged, each with its events. */
  public List<KeyFailure> failures() {
    return failures;
  }

  /**
   * The keys that were merged, but whose hook failed and was to be heard. Do not deliver their
   * events again for that: without claims they would count twice.
   */
  public List<KeyFailure> hookFailures() {
    return hookFailures;
  }

  /** The ids of all events that are missing from at least one key. */
  public Set<String> eventIds() {
    return failures.stream()
        .flatMap(failure -> failure.eventIds().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static String message(
      String pipeline, Collection<KeyFailure> failures, Collection<KeyFailure> hookFailures) {
    List<String> parts = new ArrayList<>();
    if (!failures.isEmpty()) {
      parts.add(failures.size() + " key(s) were not merged: " + some(failures));
    }
    if (!hookFailures.isEmpty()) {
      parts.add(
          hookFailures.size() + " key(s) were merged but their hook failed: " + some(hookFailures));
    }
    return "pipeline '%s': %s. All other keys are merged; deliver only the listed events again"
        .formatted(pipeline, String.join("; ", parts));
  }

  static String some(Collection<?> failures) {
    String shown =
        failures.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
    return failures.size() <= SHOWN ? shown : shown + ", …";
  }
}
