package io.murmur.control;

import io.murmur.control.Run.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/**
 * The ledger of bounded runs. A run is changed only by its latest submission: an older one that
 * still runs gets a {@link SupersededRunException}. Every change may be repeated after a lost
 * answer.
 */
public final class RunLedger {

  private static final String KIND = "run";
  private static final String ABANDONED = "abandoned";

  private final Documents documents;
  private final ProgressCheck check;

  /** Creates the ledger on a control table. */
  public RunLedger(Documents documents) {
    this(documents, ProgressCheck.NONE);
  }

  /**
   * The same for whoever records the progress of a run that may fail by it.
   *
   * @param check says so; such a run is not completed, and its entry says why
   */
  public RunLedger(Documents documents, ProgressCheck check) {
    this.documents = documents;
    this.check = check;
  }

  /** What is known of a run; empty if it never began. */
  public Optional<Run> find(String runId) {
    return documents.get(KIND, runId).map(d -> RunFormat.read(d.text()));
  }

  /** All runs in the order of their ids. */
  public List<Run> list() {
    return documents.list(KIND).stream().map(d -> RunFormat.read(d.text())).toList();
  }

  /**
   * Notes that a run is submitted, for the first time or again.
   *
   * @throws SupersededRunException if a submission with a higher generation came before
   * @throws IllegalStateException if the run has completed
   */
  public Run submit(Submission submission) {
    String text =
        documents.update(
            KIND,
            submission.runId(),
            before ->
                RunFormat.write(
                    before
                        .map(RunFormat::read)
                        .map(run -> next(run, submission))
                        .orElseGet(() -> Run.first(submission))));
    return RunFormat.read(text);
  }

  /**
   * Keeps a handoff token, unless the run has one. Gives the run's token: the first that was ever
   * captured.
   */
  public HandoffToken keepToken(String runId, long generation, HandoffToken captured) {
    return change(runId, generation, run -> run.withToken(captured)).token().orElseThrow();
  }

  /**
   * Adds the positions at which single ranges were read to a run's token, if that is a {@link
   * Handoff}; another maker's token stays as it is. Empty if the run has no token to add to.
   */
  public Optional<HandoffToken> keepRanges(
      String runId, long generation, SortedMap<String, String> ranges) {
    return change(
            runId,
            generation,
            run ->
                run.token()
                    .flatMap(Handoff::read)
                    .map(handoff -> run.withNewToken(handoff.withRanges(ranges).token()))
                    .orElse(run))
        .token()
        .filter(token -> Handoff.read(token).isPresent());
  }

  /**
   * Keeps what a run has counted of events up to a completed checkpoint; completes the run if that
   * is all. A run that is completed stays as it is.
   *
   * @param checkpoint its number; 0 in batch mode
   * @param counts all that was counted, by name, not only since the last call
   * @param endedAfter the checkpoint that the submission began with in which the source came to its
   *     end, 0 for none; empty while it did not
   */
  public Run recordCounts(
      String runId,
      long generation,
      long checkpoint,
      Map<String, Long> counts,
      OptionalLong endedAfter,
      Instant at) {
    return progress(
        runId, generation, progress -> progress.counted(checkpoint, counts, endedAfter), at);
  }

  /**
   * Keeps that the merges of one epoch of one writer are in the table; completes the run if they
   * were the last. A run that is completed stays as it is, and so does one that has this epoch
   * already.
   *
   * @param counts what the merges of this epoch counted, by name
   */
  public Run recordMerges(
      String runId, long generation, WriterMark mark, Map<String, Long> counts, Instant at) {
    return progress(runId, generation, progress -> progress.merged(mark, counts), at);
  }

  /**
   * Notes that all input of a run is in the table, with what it counted: for runs whose driver sees
   * that itself.
   */
  public Run complete(String runId, long generation, Map<String, Long> counts, Instant at) {
    return change(
        runId,
        generation,
        run ->
            run.status() == RunStatus.COMPLETED
                ? run
                : run.ended(
                    RunStatus.COMPLETED,
                    run.progress()
                        .counted(run.progress().checkpoint(), counts, run.progress().endedAfter()),
                    at,
                    Optional.empty()));
  }

  /**
   * Notes that a run failed, unless it completed: who waits for a job may lose sight of it. A later
   * submission may go on.
   */
  public Run fail(String runId, long generation, String error, Instant at) {
    return change(
        runId,
        generation,
        run ->
            run.status() == RunStatus.COMPLETED
                ? run
                : run.ended(RunStatus.FAILED, run.progress(), at, Optional.of(error)));
  }

  /**
   * Notes that nobody goes on with a run whose job is gone; one that has failed already keeps its
   * error. A job that still runs is not stopped by this, and completes the run if it completes.
   *
   * @throws IllegalStateException if the run has completed, or never began
   */
  public Run abandon(String runId, Instant at) {
    return change(
        runId,
        run -> {
          if (run.status() == RunStatus.COMPLETED) {
            throw new IllegalStateException(
                "run '%s' completed at %s: there is nothing to abandon"
                    .formatted(runId, run.endedAt().orElseThrow()));
          }
          return run.status() == RunStatus.FAILED
              ? run
              : run.ended(RunStatus.FAILED, run.progress(), at, Optional.of(ABANDONED));
        });
  }

  private Run progress(
      String runId, long generation, UnaryOperator<RunProgress> change, Instant at) {
    return change(
        runId,
        generation,
        run ->
            run.status() == RunStatus.COMPLETED
                ? run
                : judged(run, change.apply(run.progress()), at));
  }

  private Run judged(Run run, RunProgress made, Instant at) {
    Optional<String> failure = check.failure(made);
    return failure.isPresent()
        ? run.ended(RunStatus.FAILED, made, at, failure)
        : run.withProgress(made, at);
  }

  private static Run next(Run run, Submission submission) {
    if (run.status() == RunStatus.COMPLETED) {
      throw new IllegalStateException(
          "run '"
              + run.id()
              + "' completed at "
              + run.endedAt().orElseThrow()
              + "; there is nothing left to submit");
    }
    if (run.generation() > submission.generation()) {
      throw new SupersededRunException(run.id(), submission.generation(), run.generation());
    }
    boolean lostAnswer =
        run.generation() == submission.generation()
            && run.status() == RunStatus.RUNNING
            && run.checkpoints().equals(submission.checkpoints());
    return lostAnswer ? run : run.again(submission);
  }

  private Run change(String runId, long generation, UnaryOperator<Run> change) {
    return change(
        runId,
        run -> {
          if (run.generation() != generation) {
            throw new SupersededRunException(runId, generation, run.generation());
          }
          return change.apply(run);
        });
  }

  private Run change(String runId, UnaryOperator<Run> change) {
    String text =
        documents.update(
            KIND,
            runId,
            before -> {
              Run run =
                  before
                      .map(RunFormat::read)
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "run '" + runId + "' is not in the ledger: submit it first"));
              return RunFormat.write(change.apply(run));
            });
    return RunFormat.read(text);
  }
}
