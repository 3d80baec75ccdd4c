package io.murmur.processor;

/** Stands for the error of a key that was not tried, because its flush had failed before. */
public final class NotTriedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotTriedException(String message) {
    super(message, null, false, false);
  }
}
