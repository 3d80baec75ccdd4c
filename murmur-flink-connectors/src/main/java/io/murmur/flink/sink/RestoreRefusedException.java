package io.murmur.flink.sink;

/**
 * A start that would lose events or count them twice. The message names both sides and the ways
 * out. It ends the job: no restart can cure it.
 */
public final class RestoreRefusedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public RestoreRefusedException(String message) {
    super(message);
  }
}
