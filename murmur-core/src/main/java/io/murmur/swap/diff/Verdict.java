package io.murmur.swap.diff;

/**
 * What two values of one key are to each other.
 *
 * @param equal whether they are the same, for sketches: within their bounds
 * @param exact whether they are the same without any bound
 * @param size how much they differ, as a part of the greater one; 0 if equal
 * @param what how they differ, in words; empty if equal
 */
record Verdict(boolean equal, boolean exact, double size, String what) {

  static final Verdict SAME = new Verdict(true, true, 0, "");
  static final Verdict WITHIN_BOUNDS = new Verdict(true, false, 0, "");

  static Verdict different(double size, String what) {
    return new Verdict(false, false, size, what);
  }

  /** This verdict about a part and another one about the rest. */
  Verdict and(String part, Verdict other) {
    Verdict named = other.equal() ? other : different(other.size(), part + ": " + other.what());
    if (equal && named.equal()) {
      return exact && named.exact() ? SAME : WITHIN_BOUNDS;
    }
    return named.equal() || (!equal && size >= named.size()) ? this : named;
  }
}
