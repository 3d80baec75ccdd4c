package io.murmur.flink.run;

/** What a run has done so far is why it must not go on, and doing it again would change nothing. */
public final class RunFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error with the reason that the ledger has, too. */
  RunFailedException(String reason) {
    super(reason);
  }
}
