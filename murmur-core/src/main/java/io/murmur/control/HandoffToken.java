package io.murmur.control;

/**
 * Where a live feed takes over from a bounded run, without gap or overlap: captured before the
 * first record is read. Opaque to everyone but the source that made it and the live source that
 * understands it.
 *
 * @param value the token's text, not empty
 */
public record HandoffToken(String value) {
  /** Rejects an empty token. */
  public HandoffToken {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a handoff token must not be empty");
    }
  }

  /** Says that there is a token and how long it is: what is in it is nobody's business. */
  @Override
  public String toString() {
    return "handoff token of " + value.length() + " characters";
  }
}
