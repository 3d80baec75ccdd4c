package io.murmur.flink.run;

import io.murmur.control.CommittedEpoch;
import io.murmur.control.Documents;
import io.murmur.control.EpochLog;
import io.murmur.flink.sink.CommitLog;
import io.murmur.flink.sink.Opener;
import java.util.Optional;

/**
 * The sink's memory of committed epochs in the control table: of the writer, so that no old
 * checkpoint of whatever run is restored over newer commits, and of the run, so that its next start
 * knows whether it wrote anything.
 */
public final class LedgerCommitLog implements CommitLog {

  private final Documents documents;
  private final EpochLog ofWriter;
  private final EpochLog ofRun;
  private final long generation;

  private LedgerCommitLog(
      Documents documents, String table, String writer, String runId, long generation) {
    this.documents = documents;
    this.generation = generation;
    this.ofWriter = EpochLog.ofWriter(documents, table, writer);
    this.ofRun = EpochLog.ofRun(documents, runId);
  }

  /**
   * Opens the log of a run on the task managers; each instance opens and closes a control table of
   * its own.
   *
   * @param generation of the submission
   */
  public static Opener<CommitLog> opener(
      Opener<? extends Documents> control,
      String table,
      String writer,
      String runId,
      long generation) {
    return () -> new LedgerCommitLog(control.open(), table, writer, runId, generation);
  }

  @Override
  public Optional<CommittedEpoch> newest() {
    return ofWriter.newest();
  }

  @Override
  public void begin(CommittedEpoch epoch) {
    ofWriter.begin(epoch, generation);
    ofRun.begin(epoch, generation);
  }

  @Override
  public void close() {
    documents.close();
  }
}
