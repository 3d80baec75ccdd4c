package io.murmur.state;

/**
 * A store could not do what was asked. The message says what, which table and key, what was not
 * lost, and what to do next.
 */
public abstract sealed class StoreException extends RuntimeException
    permits TransientStoreException, PermanentStoreException {

  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
