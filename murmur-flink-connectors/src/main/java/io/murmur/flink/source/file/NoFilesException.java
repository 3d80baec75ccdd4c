package io.murmur.flink.source.file;

import java.io.FileNotFoundException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** What was to be read is not there; looking again does not help, so the job ends. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class NoFilesException extends FileNotFoundException {

  private static final long serialVersionUID = 1L;

  NoFilesException(String problem) {
    super(problem);
  }
}
