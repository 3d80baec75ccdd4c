package io.murmur.control;

/**
 * Numbers the submissions of a writer's jobs: every call gives a number that no call gave before
 * and that is higher than all of them.
 */
public final class Generations {

  private static final String KIND = "generation";

  private final Documents documents;

  /** Creates the counter on a control table. */
  public Generations(Documents documents) {
    this.documents = documents;
  }

  /** The next generation of a writer of a table, from 1 on. A lost answer may leave a gap. */
  public long next(String table, String writer) {
    // Not Documents.update: after a lost answer that would hand out a number that is not surely
    // ours.
    while (true) {
      var before = documents.get(KIND, table + "/" + writer);
      long next = before.map(d -> Long.parseLong(d.text())).orElse(0L) + 1;
      if (documents.put(
          KIND,
          table + "/" + writer,
          Long.toString(next),
          before.map(Documents.Document::version).orElse(0L))) {
        return next;
      }
    }
  }
}
