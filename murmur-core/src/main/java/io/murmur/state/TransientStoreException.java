package io.murmur.state;

/**
 * An error that may go away: throttling, a timeout, a lost connection, an internal error of the
 * server. Whether the request was applied is not known: repeat it only under a guard, or where
 * counting twice is accepted.
 */
public final class TransientStoreException extends StoreException {

  private static final long serialVersionUID = 1L;

  private final boolean throttled;

  /** Creates the error; {@code throttled} if the store asked to slow down. */
  public TransientStoreException(String message, boolean throttled, Throwable cause) {
    super(message, cause);
    this.throttled = throttled;
  }

  /** Whether the store asked to slow down. */
  public boolean throttled() {
    return throttled;
  }
}
