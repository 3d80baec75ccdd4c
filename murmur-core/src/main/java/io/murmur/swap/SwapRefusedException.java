package io.murmur.swap;

/**
 * A change of an alias or of its tables must not be made as it was asked for; nothing was changed.
 * The message says why and what to do.
 */
public class SwapRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public SwapRefusedException(String message) {
    super(message);
  }
}
