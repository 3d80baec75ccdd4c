package io.murmur.jobs.cli;

/** What was asked for is not there. */
final class NotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotFoundException(String message) {
    super(message);
  }

  NotFoundException(String message, Throwable cause) {
    super(message, cause);
  }
}
