package io.murmur.state;

/**
 * An error that the same request will always meet: item too large, value corrupt, overflow, missing
 * table, missing permission.
 */
public non-sealed class PermanentStoreException extends StoreException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public PermanentStoreException(String message) {
    super(message, null);
  }

  /** Creates the error with its cause. */
  public PermanentStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
