package io.murmur.control;

/**
 * Two submissions of one writer run at the same time, and this one must not write: its events are
 * written by the other one. The message names both and the way out.
 */
public final class SupersededEpochException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public SupersededEpochException(String message) {
    super(message);
  }
}
