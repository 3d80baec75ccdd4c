package io.murmur.state;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How errors of a {@link MergeHook} are dealt with.
 *
 * @param propagateErrors whether the stage of the merge completes with a {@link
 *     HookFailedException}; if not, the error is logged as a warning and the merge is reported as
 *     the success that it was
 * @param logger where errors that are not propagated go
 */
public record OnMergeOptions(boolean propagateErrors, Logger logger) {

  /** Rejects nulls. */
  public OnMergeOptions {
    Objects.requireNonNull(logger, "logger");
  }

  /** Errors are logged under the name of {@link OnMergeStore} and go no further. */
  public static OnMergeOptions defaults() {
    return new OnMergeOptions(false, LoggerFactory.getLogger(OnMergeStore.class));
  }

  /** The same with errors propagated, or not. */
  public OnMergeOptions withErrorPropagation(boolean propagate) {
    return new OnMergeOptions(propagate, logger);
  }

  /** The same with another logger. */
  public OnMergeOptions withLogger(Logger other) {
    return new OnMergeOptions(propagateErrors, other);
  }
}
