package io.murmur.control;

/**
 * A submission of a run wanted to change the ledger after a newer submission of the same run had
 * taken over.
 */
public final class SupersededRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error with both generations in its message. */
  public SupersededRunException(String runId, long mine, long latest) {
    super(
        "run '%s': submission of generation %d is superseded by generation %d; what this one still does is not counted, stop it"
            .formatted(runId, mine, latest));
  }
}
