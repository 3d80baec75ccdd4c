package io.murmur.control;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Small texts by kind and id, each changed by compare-and-set on its version. Reads see every write
 * that was acknowledged before. Safe for concurrent use by several processes.
 */
public interface Documents extends AutoCloseable {

  /** A document as it was read. */
  record Document(String id, String text, long version) {
    /** Rejects nulls. */
    public Document {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(text, "text");
    }
  }

  /** The document of a kind and id; empty if there is none. */
  Optional<Document> get(String kind, String id);

  /** All documents of a kind in the order of their ids. */
  List<Document> list(String kind);

  /**
   * Writes a document if its version is still the expected one, and gives it the next version.
   *
   * @param expectedVersion the version that was read; 0 if there was no document
   * @return whether it was written; false also when an earlier try of this very call was, so
   *     re-read and decide anew
   */
  boolean put(String kind, String id, String text, long expectedVersion);

  /**
   * Reads, changes and writes a document until no other writer came in between.
   *
   * <p>The change may be called several times, also on a document that already holds its effect (an
   * answer was lost): it must be a function of what it reads, and give back the same text where
   * nothing is left to do.
   *
   * @param change from the text that is there, if any, to the new text; what it throws ends the
   *     update and leaves the document as it is
   * @return the text that the document holds afterwards
   */
  default String update(String kind, String id, Function<Optional<String>, String> change) {
    while (true) {
      Optional<Document> before = get(kind, id);
      String after = change.apply(before.map(Document::text));
      if (before.isPresent() && before.get().text().equals(after)) {
        return after;
      }
      if (put(kind, id, after, before.map(Document::version).orElse(0L))) {
        return after;
      }
    }
  }

  /** Releases what was opened by this object itself. */
  @Override
  void close();
}
