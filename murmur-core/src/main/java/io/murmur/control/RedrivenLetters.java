package io.murmur.control;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps how many dead letters each redrive takes. Those of a redrive that has completed are
 * settled: they are in the table, or they are dead letters of the redrive's own run.
 */
public final class RedrivenLetters {

  private static final String KIND = "redriven";

  private final Documents documents;

  /** Creates the view of a control table. */
  public RedrivenLetters(Documents documents) {
    this.documents = documents;
  }

  /**
   * Notes what a redrive takes, before it begins; may be repeated.
   *
   * @param redrive the id of the redrive's own run
   * @param letters how many records and merges it takes
   */
  public void note(String redrive, long letters) {
    documents.update(KIND, redrive, before -> Long.toString(letters));
  }

  /** What was noted, by the ids of the redrives. */
  public Map<String, Long> all() {
    return documents.list(KIND).stream()
        .collect(Collectors.toMap(Documents.Document::id, d -> Long.valueOf(d.text())));
  }
}
