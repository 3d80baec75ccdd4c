package io.murmur.state;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What keeps a merge from being applied twice. */
public sealed interface Guard {

  /**
   * No guard: a merge whose answer was lost and that is sent again counts twice, unless the monoid
   * is idempotent.
   */
  record None() implements Guard {}

  /**
   * A fence: the merge is applied only if the item holds no stamp of this writer, or a lower one,
   * and leaves its own stamp there.
   *
   * <p>An equal stamp, or a higher one of the same generation, means that the merge was applied
   * before. A stamp of a higher generation means that this writer is a zombie: {@link
   * SupersededException}.
   *
   * @param writer the stable name of the role that writes, for example {@code bootstrap}: a
   *     lower-case letter, then at most 31 of a-z, 0-9 and _
   * @param stamp the place of the merge in the writer's order
   */
  record Fence(String writer, Stamp stamp) implements Guard {
    private static final Pattern WRITER = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    /** Checks the writer's name. */
    public Fence {
      Objects.requireNonNull(stamp, "stamp");
      if (!WRITER.matcher(writer).matches()) {
        throw new IllegalArgumentException(
            "writer '"
                + writer
                + "' must be a lower-case letter followed by at most 31 of a-z, 0-9 and _");
      }
    }
  }

  /**
   * Claims of event ids, made in one transaction with the merge: if any of them was claimed before
   * (for the same key and namespace), nothing is written and the answer names those that were lost.
   *
   * @param namespace whose events these are, normally the pipeline's name; ids of different
   *     namespaces never meet
   * @param eventIds the distinct ids of all events whose contributions are in the delta, 1 to
   *     {@value #MAX_EVENTS}
   * @param retention how long a claim is kept at least; must exceed the time in which an event can
   *     be delivered again
   */
  record Claims(String namespace, List<String> eventIds, Duration retention) implements Guard {
    /** The most ids that fit into one transaction beside the merge. */
    public static final int MAX_EVENTS = 99;

    /** Checks the bounds and copies the ids. */
    public Claims {
      eventIds = List.copyOf(eventIds);
      if (namespace.isEmpty()) {
        throw new IllegalArgumentException("the namespace of claims must not be empty");
      }
      if (eventIds.isEmpty() || eventIds.size() > MAX_EVENTS) {
        throw new IllegalArgumentException(
            "claims take 1 to " + MAX_EVENTS + " event ids, got " + eventIds.size());
      }
      if (eventIds.stream().distinct().count() != eventIds.size() || eventIds.contains("")) {
        throw new IllegalArgumentException(
            "the event ids of claims must be distinct and not empty");
      }
      if (retention.isNegative() || retention.isZero()) {
        throw new IllegalArgumentException(
            "the retention of claims must be positive, was " + retention);
      }
    }
  }

  /** No guard. */
  static Guard none() {
    return new None();
  }

  /** A fence of a writer. */
  static Guard fence(String writer, Stamp stamp) {
    return new Fence(writer, stamp);
  }
}
