package io.murmur.control;

/** A pipeline was pointed at a table whose values mean something else. */
public final class FingerprintMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error with both fingerprints in its message. */
  public FingerprintMismatchException(String table, String found, String given) {
    super(
        "table '%s' holds values of [%s], but this pipeline writes [%s]: nothing was written; use a table of its own for this pipeline, or replay history into a new one"
            .formatted(table, found, given));
  }
}
