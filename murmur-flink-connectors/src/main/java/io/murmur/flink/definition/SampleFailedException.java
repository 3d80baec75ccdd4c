package io.murmur.flink.definition;

import io.murmur.flink.source.scan.ScanException;
import java.util.Optional;
import org.apache.flink.util.ExceptionUtils;

/** A source whose first records cannot be read. */
public final class SampleFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  SampleFailedException(String source, Exception cause) {
    super("the first records of %s cannot be read: %s".formatted(source, reason(cause)), cause);
  }

  /** What a scan says itself, or else what lies at the bottom; Flink wraps it many times. */
  private static String reason(Throwable error) {
    Optional<ScanException> scan = ExceptionUtils.findThrowable(error, ScanException.class);
    if (scan.isPresent()) {
      return scan.get().getMessage();
    }
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
