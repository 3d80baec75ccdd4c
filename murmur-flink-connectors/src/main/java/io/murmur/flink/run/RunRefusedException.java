package io.murmur.flink.run;

/**
 * A run must not start as it was asked to; nothing was read or written. The message names the ways
 * out.
 */
public final class RunRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public RunRefusedException(String message) {
    super(message);
  }
}
