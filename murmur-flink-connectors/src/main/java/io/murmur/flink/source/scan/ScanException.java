package io.murmur.flink.source.scan;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A scan that can never succeed as it was asked for. It ends the job: no restart can cure it. The
 * message says what was tried on which table, and what to do.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public class ScanException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public ScanException(String message) {
    super(message);
  }

  /** Creates the error with what it came from. */
  public ScanException(String message, Throwable cause) {
    super(message, cause);
  }
}
