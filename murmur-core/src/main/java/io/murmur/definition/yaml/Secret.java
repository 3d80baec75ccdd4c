package io.murmur.definition.yaml;

import java.io.Serializable;
import java.util.Objects;

/**
 * A text that must not be seen: it is in no log, plan or error unless someone asks for {@link
 * #reveal()}. It travels with what holds it.
 */
public final class Secret implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String value;
  private final String origin;

  private Secret(String value, String origin) {
    this.value = Objects.requireNonNull(value, "value");
    this.origin = Objects.requireNonNull(origin, "origin");
  }

  /**
   * A secret.
   *
   * @param value the text itself
   * @param origin where it was taken from, which is no secret: {@code variable X}, {@code file Y}
   */
  public static Secret of(String value, String origin) {
    return new Secret(value, origin);
  }

  /** The text itself, for whoever has to send it. */
  public String reveal() {
    return value;
  }

  /** Where it was taken from. */
  public String origin() {
    return origin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && value.equals(that.value) && origin.equals(that.origin);
  }

  /** Of the origin alone: a hash of the value would tell something of it. */
  @Override
  public int hashCode() {
    return origin.hashCode();
  }

  /** Where it comes from, and nothing else. */
  @Override
  public String toString() {
    return "(secret of " + origin + ")";
  }
}
