package io.murmur.control;

import java.util.Optional;

/**
 * What the values of each table mean: the first pipeline that writes to a table says so, and one
 * that means something else is refused.
 */
public final class Fingerprints {

  private static final String KIND = "fingerprint";

  private final Documents documents;

  /** Creates the check on a control table. */
  public Fingerprints(Documents documents) {
    this.documents = documents;
  }

  /**
   * Takes a table for a fingerprint, or checks it.
   *
   * @param fingerprint of the pipeline that is going to write, see {@code Pipeline.fingerprint()}
   * @throws FingerprintMismatchException if the table's values mean something else
   */
  public void require(String table, String fingerprint) {
    String found = documents.update(KIND, table, before -> before.orElse(fingerprint));
    if (!found.equals(fingerprint)) {
      throw new FingerprintMismatchException(table, found, fingerprint);
    }
  }

  /** What a table's values mean; empty if no pipeline ever wrote to it. */
  public Optional<String> find(String table) {
    return documents.get(KIND, table).map(Documents.Document::text);
  }
}
