package io.murmur.state;

/**
 * A merge that can never succeed because of its own key or delta, or the value that is stored
 * there: item too large, overflow, corrupt bytes. Other keys are not affected, so a job may set
 * this one aside as a dead letter.
 */
public final class RejectedMergeException extends PermanentStoreException {

  private static final long serialVersionUID = 1L;

  private final transient Key key;

  /** Creates the error for a key. */
  public RejectedMergeException(Key key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  /** Creates the error for a key. */
  public RejectedMergeException(Key key, String message) {
    super(message);
    this.key = key;
  }

  /** The key whose merge was rejected. */
  public Key key() {
    return key;
  }
}
