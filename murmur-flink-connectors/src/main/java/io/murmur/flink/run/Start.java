package io.murmur.flink.run;

import io.murmur.control.Documents;
import io.murmur.control.EpochLog;
import io.murmur.control.Fingerprints;
import io.murmur.control.Generations;
import io.murmur.control.Run;
import io.murmur.control.Run.Submission;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import io.murmur.control.StartDecision;
import io.murmur.control.StartDecision.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * One run of a job that is to be started.
 *
 * @param request what was asked for
 * @param known what the ledger had of it
 * @param decision what it does
 * @param restore where it goes on; empty if it begins at the beginning
 */
record Start(
    RunRequest request, Optional<Run> known, StartDecision decision, Optional<String> restore) {

  /** Asks the control table. */
  static Start decide(Documents documents, RunRequest request, Optional<String> given) {
    Optional<Run> known = new RunLedger(documents).find(request.runId());
    known.ifPresent(run -> requireSame(run, request));
    new Fingerprints(documents).require(request.table(), request.fingerprint());
    if (known.isEmpty() && given.isPresent()) {
      throw new RunRefusedException(
          "run '%s' is to go on from %s, and the control table does not know it: only there is what the run has written and where a live feed takes over. Name the control table and the id that it was begun with, or begin a new run without the savepoint"
              .formatted(request.runId(), given.get()));
    }
    StartDecision decision =
        StartDecision.decide(
            new Facts(
                request.runId(),
                known,
                EpochLog.ofRun(documents, request.runId()).newest(),
                given.isPresent() ? given : known.flatMap(Start::newestCheckpoint),
                request.batch() || request.claims(),
                request.acceptDoubleCounting()));
    Optional<String> restore =
        decision instanceof StartDecision.Resume resume ? Optional.of(resume.checkpoint()) : given;
    return new Start(request, known, decision, restore);
  }

  /** Whether there is nothing to do. */
  boolean completed() {
    return decision instanceof StartDecision.AlreadyCompleted;
  }

  /**
   * Where those go on that are not done.
   *
   * @throws RunRefusedException if one must not start, or they would go on from different places
   */
  static Optional<String> commonPlace(List<Start> starts) {
    List<Start> going = starts.stream().filter(start -> !start.completed()).toList();
    String refused =
        going.stream()
            .map(Start::decision)
            .filter(StartDecision.Refuse.class::isInstance)
            .map(decision -> ((StartDecision.Refuse) decision).reason())
            .collect(Collectors.joining("\n"));
    if (!refused.isEmpty()) {
      throw new RunRefusedException(refused);
    }
    if (going.stream().map(Start::restore).distinct().count() > 1) {
      throw new RunRefusedException(
          "these runs cannot share one read of the source, since they do not go on from one place;"
              + " nothing was read or written. Start those together that belong together:\n"
              + going.stream()
                  .map(
                      start ->
                          "- run '%s' of pipeline '%s' %s"
                              .formatted(
                                  start.request.runId(),
                                  start.request.pipeline(),
                                  start
                                      .restore
                                      .map(path -> "goes on from " + path)
                                      .orElse("begins at the beginning")))
                  .collect(Collectors.joining("\n")));
    }
    return going.stream().findFirst().flatMap(Start::restore);
  }

  /**
   * Notes the submission; takes a generation where there is none yet to be kept.
   *
   * @param recovered whether the cluster goes on by itself with a job of the same id; asked only
   *     where that matters
   */
  Run submit(
      Documents documents,
      Optional<String> directory,
      Optional<String> from,
      BooleanSupplier recovered,
      Clock clock) {
    boolean kept =
        known.isPresent()
            && (request.batch() || (runsWith(known.get(), directory) && recovered.getAsBoolean()));
    long generation =
        kept
            ? known.get().generation()
            : new Generations(documents).next(request.table(), request.writer());
    return new RunLedger(documents)
        .submit(
            new Submission(
                request.runId(),
                request.pipeline(),
                request.table(),
                request.writer(),
                request.batch(),
                generation,
                directory,
                from,
                clock.instant()));
  }

  /** The directory ends with the job's id. */
  private static boolean runsWith(Run run, Optional<String> directory) {
    return run.status() == RunStatus.RUNNING
        && directory.isPresent()
        && run.checkpoints().equals(directory);
  }

  private static Optional<String> newestCheckpoint(Run run) {
    try {
      if (run.checkpoints().isPresent()) {
        Optional<String> newest = Checkpoints.newest(run.checkpoints().get());
        if (newest.isPresent()) {
          return newest;
        }
      }
      // The latest submission died before its first checkpoint: what it was restored from is still
      // the newest.
      if (run.restoredFrom().isPresent() && Checkpoints.complete(run.restoredFrom().get())) {
        return run.restoredFrom();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the checkpoints of run '%s' (%s) cannot be listed, so it is not known where it has to go on; nothing was read or written, start it again when they can"
              .formatted(run.id(), run.checkpoints().or(run::restoredFrom).orElse("none")),
          e);
    }
  }

  private static void requireSame(Run run, RunRequest request) {
    if (!run.table().equals(request.table())
        || !run.pipeline().equals(request.pipeline())
        || !run.writer().equals(request.writer())) {
      throw new RunRefusedException(
          "run '%s' is of pipeline '%s' into table '%s' as writer '%s', not of pipeline '%s' into table '%s' as writer '%s': give this run an id of its own"
              .formatted(
                  run.id(),
                  run.pipeline(),
                  run.table(),
                  run.writer(),
                  request.pipeline(),
                  request.table(),
                  request.writer()));
    }
    if (run.batch() != request.batch() && run.status() != RunStatus.COMPLETED) {
      throw new RunRefusedException(
          "run '%s' was begun in %s mode; going on in the other mode would count events twice: go on as it was begun, or give this run an id and a table of its own"
              .formatted(run.id(), run.batch() ? "batch" : "streaming"));
    }
  }
}
