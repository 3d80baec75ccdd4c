package io.murmur.state;

/**
 * A writer met the fence of a higher generation of itself: another submission of the job has taken
 * over, and this one must stop.
 */
public final class SupersededException extends PermanentStoreException {

  private static final long serialVersionUID = 1L;

  private final long found;

  /** Creates the error with both generations in its message. */
  public SupersededException(Key key, String writer, Stamp mine, Stamp found) {
    super(
        "writer '%s' of generation %d is superseded by generation %d (key %s): a newer submission of the same job owns this table; stop this one"
            .formatted(writer, mine.generation(), found.generation(), key));
    this.found = found.generation();
  }

  /** The generation that took over. */
  public long supersededBy() {
    return found;
  }
}
