package io.murmur.control;

import java.util.Optional;

/**
 * The newest epoch that may be in a table, of one writer or of one run. It only grows, so a restore
 * from a checkpoint that does not contain it can be refused.
 */
public final class EpochLog {

  private static final String KIND = "epoch";

  private final Documents documents;
  private final String id;

  private EpochLog(Documents documents, String id) {
    this.documents = documents;
    this.id = id;
  }

  /** The log of a writer of a table, over all its runs. */
  public static EpochLog ofWriter(Documents documents, String table, String writer) {
    return new EpochLog(documents, "table/" + table + "/" + writer);
  }

  /** The log of one run. */
  public static EpochLog ofRun(Documents documents, String runId) {
    return new EpochLog(documents, "run/" + runId);
  }

  /** The newest epoch; empty if there was none. */
  public Optional<CommittedEpoch> newest() {
    return documents.get(KIND, id).map(d -> CommittedEpoch.ofText(d.text()));
  }

  /**
   * Notes that merges of an epoch may be in the table from now on. An epoch that is not newer than
   * the newest changes nothing.
   *
   * <p>An older submission may still run when a newer one has taken over from its checkpoint: what
   * it then begins, the newer one begins, too, with other stamps, and no fence can tell. So the
   * first of the two to begin wins, and the other one is told here, before it has written anything.
   *
   * @param epoch the epoch; one that an earlier submission left behind has that one's stamp
   * @param generation of the submission that is about to write
   * @throws SupersededEpochException if a newer submission has begun an epoch, or an older one has
   *     begun an epoch that the checkpoint did not hold which this submission goes on from
   */
  public void begin(CommittedEpoch epoch, long generation) {
    documents.update(
        KIND,
        id,
        before -> {
          Optional<CommittedEpoch> newest = before.map(CommittedEpoch::ofText);
          newest.ifPresent(known -> requireAlone(known, epoch, generation));
          return newest.filter(known -> !epoch.isNewerThan(known)).isPresent()
              ? before.orElseThrow()
              : epoch.toText();
        });
  }

  private void requireAlone(CommittedEpoch known, CommittedEpoch epoch, long generation) {
    long other = known.stamp().generation();
    if (other > generation) {
      throw new SupersededEpochException(
          "generation %d is superseded by generation %d, which has begun to write as %s: what this one has not written yet the other one writes; stop this one"
              .formatted(generation, other, id));
    }
    if (other < epoch.stamp().generation()
        && known.lineage() == epoch.lineage()
        && known.after() >= epoch.after()) {
      throw new SupersededEpochException(
          "generation %d goes on from checkpoint %d, but generation %d still ran and has committed beyond checkpoint %d as %s, so what lies between would count twice: stop the older one, and resume from its newest checkpoint"
              .formatted(generation, epoch.after(), other, known.after(), id));
    }
  }
}
