package io.murmur.flink.deadletter;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import java.io.Serializable;
import java.util.UUID;
import org.apache.flink.core.fs.Path;

/**
 * Where the dead letters of all runs are kept: a folder on this machine or of any file system that
 * Flink knows, reachable from all task managers and from where letters are listed.
 *
 * <pre>
 *   root/pipeline/run/lineage/records/letters-….jsonl   records that do not count
 *   root/pipeline/run/lineage/merges/stamp/….json       merges that can never succeed
 *   root/pipeline/run/redrives/….json                   which files were sent again, and by whom
 * </pre>
 *
 * <p>The lineage is the submission that began at the beginning of the input. A run that goes on
 * from a checkpoint goes on in the same folder; one that begins again has a new folder, and the
 * letters of the old one do not count.
 *
 * @param root the folder
 */
public record DeadLetterFiles(String root) implements Serializable {

  /** Checks the folder's name. */
  public DeadLetterFiles {
    if (root.isBlank()) {
      throw new IllegalArgumentException("the folder of dead letters has no name");
    }
    try {
      new Path(root);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no folder for dead letters: %s".formatted(root, e.getMessage()), e);
    }
  }

  /**
   * Dead letters below a folder.
   *
   * @throws IllegalArgumentException if it is not the name of one
   */
  public static DeadLetterFiles in(String root) {
    return new DeadLetterFiles(root);
  }

  /**
   * The folder of a submission that is about to be made, noted in the control table.
   *
   * @param run as the ledger has it since the submission was noted
   */
  public LetterFolder begin(Documents documents, Run run) {
    return new LetterFolders(documents).begin(this, run);
  }

  /** A new folder, for a submission that begins at the beginning. */
  LetterFolder fresh(Run run) {
    // In batch mode all submissions have one generation.
    String lineage = "g%d-%s".formatted(run.generation(), UUID.randomUUID());
    return new LetterFolder(new Path(ofRun(run), lineage).toString(), run.id());
  }

  /** The folder of all folders of a run. */
  Path ofRun(Run run) {
    String pipeline = run.pipeline().replaceAll("[^A-Za-z0-9._-]", "_");
    return new Path(new Path(new Path(root), pipeline), run.id());
  }
}
