package io.murmur.flink.sink;

import io.murmur.state.Guard;
import io.murmur.state.Stamp;
import java.io.Serializable;
import java.time.Duration;

/** What keeps a sink's merges from being applied twice. */
sealed interface Delivery extends Serializable {

  /** The name under which the writes are known: the fence's writer, or the way of delivery. */
  String writer();

  /** The first part of the stamps of all epochs. */
  long generation();

  /** A fence on each item. */
  record Fenced(String writer, long generation) implements Delivery {
    /** Checks the writer's name and the generation's bounds. */
    public Fenced {
      // Both know their own bounds and say them.
      new Guard.Fence(writer, new Stamp(generation, 0, 0));
    }
  }

  /**
   * Claims of event ids in the same transaction.
   *
   * @param generation tells dead letters of one submission from those of others
   */
  record Claimed(Duration retention, long generation) implements Delivery {
    public Claimed {
      if (retention.isNegative() || retention.isZero()) {
        throw new IllegalArgumentException(
            "the retention of claims must be positive, was " + retention);
      }
    }

    @Override
    public String writer() {
      return "claims";
    }
  }

  /**
   * Nothing.
   *
   * @param generation tells dead letters of one submission from those of others
   */
  record AtLeastOnce(long generation) implements Delivery {
    @Override
    public String writer() {
      return "at_least_once";
    }
  }
}
