package io.murmur.flink.sink;

import io.murmur.state.Stamp;

/**
 * How an epoch counts in stamps. It has room for several merges of one key, for the rare case that
 * its deltas have no sum (a long that overflows): then each is merged by itself, in their order, so
 * that the store can say which ones it takes.
 */
final class StampParts {

  /** How many stamps there are for each epoch, of which nearly all only ever use the first. */
  private static final long PARTS = 1000;

  private StampParts() {}

  /**
   * The first stamp of an epoch.
   *
   * @param epoch counts the epochs since the restart, from 1; 0 is the one epoch of a BATCH run
   */
  static Stamp first(long generation, long restart, long epoch) {
    return new Stamp(generation, restart, epoch * PARTS);
  }

  /** The next stamp of the same epoch. */
  static Stamp next(Stamp stamp) {
    Stamp next = new Stamp(stamp.generation(), stamp.restart(), stamp.sequence() + 1);
    if (next.sequence() % PARTS == 0) {
      throw Terminal.error(
          new IllegalStateException(
              "a key has %d deltas in one epoch of which no two can be combined; checkpoint more often"
                  .formatted(PARTS)));
    }
    return next;
  }
}
