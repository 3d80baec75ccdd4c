package io.murmur.control;

/** The control table is not there, or cannot be reached: nothing can be started. */
public final class ControlTableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong, and what to do about it. */
  public ControlTableException(String message, Throwable cause) {
    super(message, cause);
  }
}
