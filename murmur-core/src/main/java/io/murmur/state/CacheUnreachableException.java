package io.murmur.state;

/**
 * A value could not be put into a cache. Never thrown, only counted: a cache that is away costs
 * reads their speed and nothing else, and the next put of the key makes up for this one. Has no
 * stack trace, since it says what, not where.
 */
public final class CacheUnreachableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error. */
  public CacheUnreachableException() {
    super("the cache could not be reached; reads fall back to the store", null, false, false);
  }
}
