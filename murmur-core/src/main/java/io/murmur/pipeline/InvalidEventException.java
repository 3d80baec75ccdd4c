package io.murmur.pipeline;

/**
 * An event that a pipeline cannot count: no id, no key, no time. Jobs make it a dead letter with
 * this message as the reason.
 */
public final class InvalidEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public InvalidEventException(String message) {
    super(message);
  }

  /** Creates the error with the one that a function of the pipeline threw. */
  public InvalidEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
