package io.murmur.flink.definition;

/** A source whose first records cannot be read. */
public final class SampleFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  SampleFailedException(String source, Exception cause) {
    super("the first records of %s cannot be read: %s".formatted(source, reason(cause)), cause);
  }

  /** What lies at the bottom; Flink wraps it many times. */
  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
