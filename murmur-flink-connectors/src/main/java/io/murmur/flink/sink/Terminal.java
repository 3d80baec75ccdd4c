package io.murmur.flink.sink;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Errors that a restart of the job cannot cure: Flink ends the job instead of trying again. */
final class Terminal {

  private Terminal() {}

  /** The error as one that ends the job. */
  static SuppressRestartsException error(Throwable cause) {
    return new SuppressRestartsException(cause);
  }
}
