package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.HandoffToken;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.control.RunReport;
import io.murmur.control.RunStatus;
import io.murmur.flink.run.RunStart;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;

/**
 * A job that was submitted, or none if all of its runs had completed before. Nobody has to wait for
 * it: its tasks bring its runs to their end in the control table.
 */
public final class SubmittedBootstraps {

  private final Bootstraps bootstraps;
  private final List<RunStart> starts;
  private final Optional<JobClient> job;
  private final Clock clock = Clock.systemUTC();

  SubmittedBootstraps(Bootstraps bootstraps, List<RunStart> starts, Optional<JobClient> job) {
    this.bootstraps = bootstraps;
    this.starts = List.copyOf(starts);
    this.job = job;
  }

  /** The job; empty if there was nothing to do. */
  public Optional<JobID> jobId() {
    return job.map(JobClient::getJobID);
  }

  /** The names of its pipelines, those that had completed before included. */
  public List<String> pipelines() {
    return bootstraps.parts().stream().map(part -> part.pipeline.name()).toList();
  }

  /**
   * Where live feeds take over from the runs, by pipeline: captured before anything was read. A run
   * without a token is not among them.
   */
  public SortedMap<String, HandoffToken> tokens() {
    SortedMap<String, HandoffToken> tokens = new TreeMap<>();
    try (Documents documents = Control.open(bootstraps.control())) {
      RunLedger ledger = new RunLedger(documents);
      for (RunStart start : starts) {
        Run run = latest(ledger, start);
        run.token().ifPresent(token -> tokens.put(run.pipeline(), token));
      }
    }
    return tokens;
  }

  /** Watches the job beside whoever waits for it; to be closed. */
  public JobWatch watch() {
    List<Run> going =
        starts.stream()
            .filter(RunStart.Go.class::isInstance)
            .map(start -> ((RunStart.Go) start).run())
            .toList();
    return new JobWatch(Control.open(bootstraps.control()), going, job, bootstraps.first().size);
  }

  /**
   * Waits for the end of the job.
   *
   * @return a report for each pipeline, in their order
   * @throws BootstrapFailedException if the job ended before all of its input was in the tables
   * @throws InterruptedException if waiting was interrupted; the job goes on
   */
  public List<BootstrapReport> await() throws BootstrapFailedException, InterruptedException {
    Optional<Exception> error = Optional.empty();
    if (job.isPresent()) {
      try {
        job.get().getJobExecutionResult().get();
      } catch (ExecutionException e) {
        error = Optional.of(e);
      }
    }
    try (Documents documents = Control.open(bootstraps.control())) {
      RunLedger ledger = new RunLedger(documents);
      boolean failed = error.isPresent();
      List<Run> open =
          starts.stream()
              .filter(RunStart.Go.class::isInstance)
              .filter(start -> !completed(latest(ledger, start), start, failed))
              .map(start -> latest(ledger, start))
              .toList();
      if (!open.isEmpty()) {
        throw Control.failed(
            ledger, open, error.orElseGet(SubmittedBootstraps::stopped), clock.instant());
      }
      return starts.stream().map(start -> report(ledger, start)).toList();
    }
  }

  /**
   * Whether a run came to its end by this submission. One that failed while a newer one completed
   * the run was superseded, and whoever waits for it must hear of that.
   */
  private static boolean completed(Run now, RunStart start, boolean failed) {
    boolean another = start instanceof RunStart.Go go && go.run().generation() != now.generation();
    return now.status() == RunStatus.COMPLETED && !(failed && another);
  }

  /** Flink calls a job finished that was stopped. */
  private static Exception stopped() {
    return new IllegalStateException(
        "it was stopped before its source came to its end, and its savepoint has the rest: give"
            + " that to the next start (execution.state-recovery.path, or flink run -s)");
  }

  private BootstrapReport report(RunLedger ledger, RunStart start) {
    return new BootstrapReport(
        start instanceof RunStart.AlreadyCompleted,
        RunReport.of(latest(ledger, start), clock.instant()));
  }

  private static Run latest(RunLedger ledger, RunStart start) {
    Run then =
        start instanceof RunStart.Go go ? go.run() : ((RunStart.AlreadyCompleted) start).run();
    return ledger.find(then.id()).orElse(then);
  }
}
