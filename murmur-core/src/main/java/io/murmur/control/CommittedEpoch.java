package io.murmur.control;

import io.murmur.state.Stamp;
import java.util.Objects;

/**
 * An epoch whose merges may be in a table, and which checkpoints contain it: those of the same
 * lineage with a number above {@code after}.
 *
 * @param lineage the generation of the submission that started without state, and from whose
 *     checkpoints all later ones descend
 * @param after the last checkpoint before the epoch; 0 for none
 * @param stamp the fence stamp of the epoch's merges
 */
public record CommittedEpoch(long lineage, long after, Stamp stamp) {
  /** Rejects numbers that cannot be. */
  public CommittedEpoch {
    Objects.requireNonNull(stamp, "stamp");
    if (after < 0 || lineage < 0) {
      throw new IllegalArgumentException(
          "no such epoch: lineage " + lineage + " after checkpoint " + after);
    }
  }

  /**
   * Whether this epoch is contained in fewer checkpoints than another, or in as many and has the
   * higher stamp.
   */
  public boolean isNewerThan(CommittedEpoch other) {
    if (lineage != other.lineage) {
      return lineage > other.lineage;
    }
    return after != other.after ? after > other.after : stamp.compareTo(other.stamp) > 0;
  }

  String toText() {
    return "%d %d %s".formatted(lineage, after, stamp.toNumber().toPlainString());
  }

  static CommittedEpoch ofText(String text) {
    String[] parts = text.split(" ");
    if (parts.length != 3) {
      throw new IllegalStateException(
          "the control table holds an epoch that does not parse: '" + text + "'");
    }
    return new CommittedEpoch(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Stamp.ofNumber(new java.math.BigDecimal(parts[2])));
  }
}
