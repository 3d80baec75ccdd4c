package io.murmur.control;

import java.util.Optional;

/** What a start of a run does. */
public sealed interface StartDecision {

  /** Begin at the beginning of the input. */
  record Begin() implements StartDecision {}

  /** Go on from a checkpoint of an earlier submission. */
  record Resume(String checkpoint) implements StartDecision {}

  /** Do nothing: the run completed before. */
  record AlreadyCompleted(Run run) implements StartDecision {}

  /** Do nothing and fail with this text. */
  record Refuse(String reason) implements StartDecision {}

  /**
   * What is known at a start.
   *
   * @param runId the run's id
   * @param run what the ledger knows of the run
   * @param committed the newest epoch that the run has written
   * @param checkpoint the newest complete checkpoint of the run that can still be read
   * @param repeatable whether beginning again changes no total: events are claimed, or every merge
   *     has a stamp that is fixed by the run
   * @param acceptDoubleCounting whether the user said that counting twice is acceptable
   */
  record Facts(
      String runId,
      Optional<Run> run,
      Optional<CommittedEpoch> committed,
      Optional<String> checkpoint,
      boolean repeatable,
      boolean acceptDoubleCounting) {}

  /** Decides from what is known; touches nothing. */
  static StartDecision decide(Facts facts) {
    if (facts.run().isEmpty()) {
      return new Begin();
    }
    Run run = facts.run().get();
    if (run.status() == RunStatus.COMPLETED) {
      return new AlreadyCompleted(run);
    }
    if (facts.checkpoint().isPresent()) {
      return new Resume(facts.checkpoint().get());
    }
    boolean wrote = facts.committed().isPresent();
    if (!wrote || facts.repeatable() || facts.acceptDoubleCounting()) {
      return new Begin();
    }
    return new Refuse(
        """
        run '%s' has written to table '%s' (up to %s) and no checkpoint of it is left%s, so beginning again would count events twice. Nothing was written now. Ways out:
          - if it was stopped with a savepoint, go on from that: -s PATH
          - read the source again into an empty table of its own and put that into service
          - run with dedup by claims, if the earlier submissions had it too: claimed events are not counted again
          - say --accept-double-counting, if totals may be too high\
        """
            .formatted(
                facts.runId(),
                run.table(),
                facts
                    .committed()
                    .map(
                        e ->
                            "generation "
                                + e.stamp().generation()
                                + ", epoch "
                                + e.stamp().sequence())
                    .orElse("an unknown epoch"),
                run.checkpoints().map(d -> " in " + d).orElse("")));
  }
}
