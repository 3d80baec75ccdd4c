package io.murmur.state;

import java.util.concurrent.CompletionStage;

/**
 * A table of event ids that were seen, for drivers outside of Flink.
 *
 * <p>What it promises: of any number of calls with one id, at once or not, exactly one completes
 * with true, until the id's retention has passed; a lost answer that is asked again by the client's
 * own retries still counts as one call. What it cannot promise: that the event behind the id was
 * merged. A process that claims first and dies before the merge loses the event; one that merges
 * first counts twice. Where that matters, let the store claim and merge in one transaction ({@link
 * Guard.Claims}), as {@code processor} does.
 *
 * <p>Errors complete the stage exceptionally; they never mean "first seen".
 */
public interface Deduper extends AutoCloseable {

  /** Claims an id: true for the first caller, false for all others. */
  CompletionStage<Boolean> markSeen(String eventId);

  /** Releases what this deduper opened itself. */
  @Override
  void close();
}
