package io.murmur.flink.source.file;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A file is not what it should be; trying again does not help, so the job ends. What becomes of it
 * is {@link OnUnreadableFile}'s to say.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class UnreadableFileException extends IOException {

  private static final long serialVersionUID = 1L;

  UnreadableFileException(String problem) {
    super(problem);
  }

  UnreadableFileException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
