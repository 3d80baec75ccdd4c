package io.murmur.monoid;

/**
 * Bytes that do not parse as the value they should hold. Stores add the key and the table to the
 * message.
 */
public final class CorruptValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error with what was wrong with the bytes. */
  public CorruptValueException(String message) {
    super(message);
  }

  /** Creates the error with what was wrong with the bytes and the parser's own error. */
  public CorruptValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
