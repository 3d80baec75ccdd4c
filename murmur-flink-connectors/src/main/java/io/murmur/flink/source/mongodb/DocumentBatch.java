package io.murmur.flink.source.mongodb;

import io.murmur.flink.source.scan.ScanException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bson.BsonValue;

/**
 * What the server gave to one question, from which a page is made. Values of {@code _id} that
 * compare equal ({@code 1} and {@code NumberLong(1)}) have no order of their own on the server;
 * here it is that of their texts, and a page holds all or none of them, so that each can be gone on
 * after.
 *
 * @param found in the server's order
 * @param more whether there are more documents than these
 */
record DocumentBatch(List<FoundDocument> found, boolean more) {

  /**
   * The documents that may be given out; empty if these are too few to tell.
   *
   * @param what what is read, for errors
   * @param from the document after which a range goes on
   * @throws ScanException if two documents have one {@code _id}
   */
  Optional<List<FoundDocument>> page(String what, Optional<DocumentId> from) {
    List<FoundDocument> ordered = new ArrayList<>(found);
    order(what, ordered);
    int end = ordered.size();
    if (more) {
      // There may be others that compare equal to the last.
      BsonValue last = ordered.get(end - 1).id();
      while (end > 0 && IdOrder.same(ordered.get(end - 1).id(), last)) {
        end--;
      }
    }
    int begin = 0;
    while (begin < end && from.isPresent() && isDone(ordered.get(begin), from.get())) {
      begin++;
    }
    return more && begin == end ? Optional.empty() : Optional.of(ordered.subList(begin, end));
  }

  private static boolean isDone(FoundDocument found, DocumentId from) {
    return IdOrder.same(found.id(), from.id()) && found.key().compareTo(from.key()) <= 0;
  }

  /** Orders by their texts those that compare equal. */
  private static void order(String what, List<FoundDocument> found) {
    int begin = 0;
    for (int end = 1; end <= found.size(); end++) {
      if (end == found.size() || !IdOrder.same(found.get(end).id(), found.get(begin).id())) {
        if (end - begin > 1) {
          found.subList(begin, end).sort(Comparator.comparing(FoundDocument::key));
          requireDistinct(what, found.subList(begin, end));
        }
        begin = end;
      }
    }
  }

  private static void requireDistinct(String what, List<FoundDocument> found) {
    for (int i = 1; i < found.size(); i++) {
      if (found.get(i).key().equals(found.get(i - 1).key())) {
        throw new ScanException(
            "%s has two documents of one _id, each on a shard of its own, whose events could not be told apart: give one of them another _id, or clean up orphaned documents. It is %s"
                .formatted(what, found.get(i).key()));
      }
    }
  }
}
