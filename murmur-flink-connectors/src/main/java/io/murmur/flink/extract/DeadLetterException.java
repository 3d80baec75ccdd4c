package io.murmur.flink.extract;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A record does not count, and the job was told to stop at the first such one. Trying again would
 * meet it again, so Flink does not restart the job.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class DeadLetterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error for a dead letter. */
  DeadLetterException(DeadLetter letter, Throwable cause) {
    super(
        letter
            + ". The job stops here, as it was told to (fail on error): mend the record, or let the"
            + " job go on past such records",
        cause);
  }
}
