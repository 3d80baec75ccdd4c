package io.murmur.flink.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes runs when no checkpoint needs them any more.
 *
 * <p>A run is needed as long as the newest completed checkpoint may hold it. That is over once a
 * checkpoint completed that was taken after the run was committed: any epoch that is being
 * committed and was prepared after that is the proof. The two clocks are those of one pair of
 * neighbouring tasks; a minute is left for their difference. Deleting too early would be noticed: a
 * commit of a missing run fails.
 */
final class SpentRuns {

  private static final Logger LOG = LoggerFactory.getLogger(SpentRuns.class);

  private static final long MARGIN_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Deque<Spent> waiting = new ArrayDeque<>();

  private record Spent(List<MergeCommittable.Run> runs, long committedAtMillis) {}

  /** All of this was committed now. */
  void committed(Collection<MergeCommittable> committables, long nowMillis) {
    for (MergeCommittable committable : committables) {
      deleteCommittedBefore(committable.preparedAtMillis() - MARGIN_MILLIS);
      if (committable instanceof MergeCommittable.Spilled spilled) {
        waiting.add(new Spent(spilled.runs(), nowMillis));
      }
    }
  }

  private void deleteCommittedBefore(long millis) {
    while (!waiting.isEmpty() && waiting.peek().committedAtMillis() < millis) {
      for (MergeCommittable.Run run : waiting.remove().runs()) {
        try {
          SpillSpace.delete(run);
        } catch (IOException e) {
          LOG.warn("Could not delete {}, which no checkpoint needs any more.", run.path(), e);
        }
      }
    }
  }
}
