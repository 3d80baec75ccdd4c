package io.murmur.control;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the ledger knows of one bounded run, over all of its submissions.
 *
 * @param id the run's id
 * @param pipeline the pipeline's name
 * @param table the table that the run writes to
 * @param writer the name under which it writes
 * @param batch whether it runs in batch mode, where all submissions share one generation
 * @param status where it stands
 * @param generation the number of its latest submission
 * @param submissions how often it was submitted
 * @param checkpoints the directory of the latest submission's checkpoints; empty if it makes none
 * @param restoredFrom the checkpoint that the latest submission went on from
 * @param token where a live feed takes over, as the first submission captured it
 * @param progress what its tasks recorded of it
 * @param startedAt when it was first submitted
 * @param submittedAt when it was last submitted
 * @param endedAt when it completed or failed
 * @param error why it failed
 */
public record Run(
    String id,
    String pipeline,
    String table,
    String writer,
    boolean batch,
    RunStatus status,
    long generation,
    int submissions,
    Optional<String> checkpoints,
    Optional<String> restoredFrom,
    Optional<HandoffToken> token,
    RunProgress progress,
    Instant startedAt,
    Instant submittedAt,
    Optional<Instant> endedAt,
    Optional<String> error) {

  /** Rejects nulls. */
  public Run {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(progress, "progress");
  }

  /** What the run counted so far, over all its submissions, by name. */
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> all = new TreeMap<>(progress.counts());
    progress.merges().forEach((name, count) -> all.merge(name, count, Long::sum));
    return Collections.unmodifiableSortedMap(all);
  }

  /** The first submission of a run. */
  static Run first(Submission submission) {
    return new Run(
        submission.runId(),
        submission.pipeline(),
        submission.table(),
        submission.writer(),
        submission.batch(),
        RunStatus.RUNNING,
        submission.generation(),
        1,
        submission.checkpoints(),
        submission.restoredFrom(),
        Optional.empty(),
        RunProgress.NONE,
        submission.at(),
        submission.at(),
        Optional.empty(),
        Optional.empty());
  }

  /** This run with one more submission; one that begins at the beginning counts from zero. */
  Run again(Submission submission) {
    return new Run(
        id,
        pipeline,
        table,
        writer,
        batch,
        RunStatus.RUNNING,
        submission.generation(),
        submissions + 1,
        submission.checkpoints(),
        submission.restoredFrom(),
        token,
        submission.restoredFrom().isPresent() ? progress.resumed() : RunProgress.NONE,
        startedAt,
        submission.at(),
        Optional.empty(),
        Optional.empty());
  }

  /** This run with a token, unless it has one. */
  Run withToken(HandoffToken captured) {
    return token.isPresent() ? this : withNewToken(captured);
  }

  /** This run with another token. */
  Run withNewToken(HandoffToken other) {
    return with(status, Optional.of(other), progress, endedAt, error);
  }

  /** This run with what its tasks recorded; completed if that is all. */
  Run withProgress(RunProgress made, Instant at) {
    return made.complete()
        ? with(RunStatus.COMPLETED, token, made, Optional.of(at), Optional.empty())
        : with(status, token, made, endedAt, error);
  }

  /** This run at its end. */
  Run ended(RunStatus how, RunProgress made, Instant at, Optional<String> why) {
    return with(how, token, made, Optional.of(at), why);
  }

  private Run with(
      RunStatus newStatus,
      Optional<HandoffToken> newToken,
      RunProgress newProgress,
      Optional<Instant> newEnd,
      Optional<String> newError) {
    return new Run(
        id,
        pipeline,
        table,
        writer,
        batch,
        newStatus,
        generation,
        submissions,
        checkpoints,
        restoredFrom,
        newToken,
        newProgress,
        startedAt,
        submittedAt,
        newEnd,
        newError);
  }

  /**
   * One submission of a run.
   *
   * @param runId the run's id
   * @param pipeline the pipeline's name
   * @param table the table that the run writes to
   * @param writer the name under which it writes
   * @param batch whether it runs in batch mode
   * @param generation the submission's number; a run in batch mode keeps that of its first
   * @param checkpoints the directory of its checkpoints; empty if it makes none
   * @param restoredFrom the checkpoint that it goes on from; empty if it begins at the beginning
   * @param at when
   */
  public record Submission(
      String runId,
      String pipeline,
      String table,
      String writer,
      boolean batch,
      long generation,
      Optional<String> checkpoints,
      Optional<String> restoredFrom,
      Instant at) {}
}
