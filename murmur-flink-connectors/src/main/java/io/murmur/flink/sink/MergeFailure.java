package io.murmur.flink.sink;

import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.SupersededException;
import java.io.IOException;

/** What the failure of a merge means for the job. */
final class MergeFailure {

  private MergeFailure() {}

  /**
   * Throws what Flink is to see: an error that ends the job, or one that restarts it.
   *
   * @throws IOException if the job is to be restarted
   */
  static void raise(MergeSinkConfig<?> config, Stamp stamp, PendingMerge<?> merge, Throwable error)
      throws IOException {
    String where =
        "pipeline '%s', writer '%s', epoch %s, key %s: "
            .formatted(config.pipeline(), config.delivery().writer(), stamp, merge.key());
    if (error instanceof SupersededException) {
      throw Terminal.error(new IllegalStateException(where + error.getMessage(), error));
    }
    if (error instanceof RejectedMergeException) {
      throw Terminal.error(
          new IllegalStateException(
              where
                  + error.getMessage()
                  + "; nothing is lost: the delta is in the checkpoint, resume from it when the"
                  + " cause is removed, or with a place for dead letters to go on without this"
                  + " merge",
              error));
    }
    String repeated =
        config.delivery() instanceof Delivery.AtLeastOnce
            ? "merges of this epoch that were applied may count twice"
            : "what was applied already counts once";
    throw new IOException(
        where
            + error.getMessage()
            + "; nothing is lost: the job resumes from its last checkpoint and repeats the epoch,"
            + " and "
            + repeated,
        error);
  }
}
