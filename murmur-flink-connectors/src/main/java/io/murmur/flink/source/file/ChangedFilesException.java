package io.murmur.flink.source.file;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Files of a run are not there any more, or are others. The job ends: a job that began anew by
 * itself, for want of a checkpoint, would make do with the files that are left.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class ChangedFilesException extends IOException {

  private static final long serialVersionUID = 1L;

  ChangedFilesException(String problem) {
    super(problem);
  }
}
