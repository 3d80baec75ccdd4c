package io.murmur.flink.run;

import io.murmur.control.Documents;
import io.murmur.control.ProgressCheck;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import io.murmur.control.SupersededRunException;
import io.murmur.control.WriterMark;
import io.murmur.flink.metrics.CountsLog;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.sink.CommitCounts;
import io.murmur.flink.sink.CommitListener;
import io.murmur.flink.sink.Opener;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Writes what the tasks of a run did into its entry of the ledger, which thereby is completed when
 * all is done, whether or not anyone waits for the job. A task of a submission that is superseded
 * ends its job, and so does the task that sees that the run must not go on.
 */
public final class LedgerRunLog implements CommitListener, CountsLog {

  /** The sink knows all keys, also those of pipelines that are not folded ahead of it. */
  private static final Set<Counted> OF_EVENTS =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Counted.KEYS, Counted.BYTES)));

  private final Documents documents;
  private final RunLedger ledger;
  private final ProgressCheck check;
  private final String runId;
  private final long generation;
  private final boolean batch;
  private final Clock clock = Clock.systemUTC();

  private LedgerRunLog(
      Documents documents, ProgressCheck check, String runId, long generation, boolean batch) {
    this.documents = documents;
    this.check = check;
    this.ledger = new RunLedger(documents, check);
    this.runId = runId;
    this.generation = generation;
    this.batch = batch;
  }

  /**
   * Opens the log of a run on the task managers; each instance opens and closes a control table of
   * its own.
   *
   * @param limit what fails the run, if anything does
   */
  public static Opener<LedgerRunLog> opener(
      Opener<? extends Documents> control, Run run, Optional<DeadLetterCheck> limit) {
    String runId = run.id();
    long generation = run.generation();
    boolean batch = run.batch();
    DeadLetterCheck given = limit.orElse(null); // an Optional does not travel
    return () ->
        new LedgerRunLog(
            control.open(), given == null ? ProgressCheck.NONE : given, runId, generation, batch);
  }

  @Override
  public void counted(long checkpoint, RunCounts total, OptionalLong endedAfter) {
    Map<String, Long> named = new TreeMap<>();
    for (Counted what : OF_EVENTS) {
      named.put(what.metric(), total.get(what));
    }
    record(
        log -> log.recordCounts(runId, generation, checkpoint, named, endedAfter, clock.instant()));
  }

  @Override
  public void committed(WriterMark mark, CommitCounts counts) {
    Map<String, Long> named = counts.named();
    if (batch) {
      named.put(Counted.KEYS.metric(), counts.keys());
    }
    record(log -> log.recordMerges(runId, generation, mark, named, clock.instant()));
  }

  private void record(Function<RunLedger, Run> change) {
    Run run;
    try {
      run = change.apply(ledger);
    } catch (SupersededRunException e) {
      throw new SuppressRestartsException(e);
    }
    if (run.status() != RunStatus.COMPLETED) {
      check
          .failure(run.progress())
          .ifPresent(
              reason -> {
                throw new SuppressRestartsException(new RunFailedException(reason));
              });
    }
  }

  @Override
  public void close() {
    documents.close();
  }
}
