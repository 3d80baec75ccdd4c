package io.murmur.flink.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Reads pages of ranges in the order of {@code _id}.
 *
 * <p>Values that compare equal ({@code 1} and {@code NumberLong(1)}) have no order of their own on
 * the server; here it is that of their texts, and a page holds all or none of them. A page begins
 * with the document after whose {@code _id} it goes on, if that is still there, so that those which
 * compare equal to it are seen.
 */
final class MongoScanReader implements ScanReader {

  /** So that documents of 16 MB do not add up. */
  private static final long PAGE_BYTES = 16L << 20;

  /** The document to go on after, and the one that shows whether a page is its range's last. */
  private static final int BESIDE = 2;

  private final MongoSettings settings;
  private final ScannedCollection scanned;
  private final MongoCollection<RawBsonDocument> documents;
  private final RangeSnapshot snapshot;
  private final DocumentJson json = new DocumentJson();

  /** A document, its {@code _id} and that as a text. */
  private record Found(RawBsonDocument document, BsonValue id, String key) {}

  /**
   * What a query gave.
   *
   * @param more whether there is more than this
   */
  private record Batch(List<Found> found, boolean more) {}

  MongoScanReader(MongoSettings settings) throws IOException {
    this.settings = settings;
    this.scanned = new ScannedCollection(settings);
    this.documents = scanned.documents();
    this.snapshot = new RangeSnapshot(scanned.client(), settings);
  }

  @Override
  public ScanPage read(String range, Optional<String> after) throws Exception {
    IdRange part = IdRange.of(range);
    Optional<DocumentId> from = after.map(DocumentId::of);
    try {
      for (int factor = 1; ; factor *= 2) {
        Batch batch = batch(part, from, factor);
        Optional<ScanPage> page = page(batch, from);
        if (page.isPresent()) {
          return page.get();
        }
      }
    } catch (MongoException e) {
      throw MongoErrors.translate(settings, "read", e);
    }
  }

  private Batch batch(IdRange part, Optional<DocumentId> from, int factor) throws IOException {
    BsonDocument query = settings.filterOf(part.condition(from.map(DocumentId::id)));
    if (part.notBefore().isEmpty()) {
      return fetch(documents.find(query), factor);
    }
    return snapshot.read(
        part,
        from.flatMap(DocumentId::at),
        session -> fetch(documents.find(session.session(), query), factor));
  }

  private Batch fetch(FindIterable<RawBsonDocument> find, int factor) {
    int most = (settings.pageDocuments() + BESIDE) * factor;
    FindIterable<RawBsonDocument> page =
        find.projection(settings.projectionOfAll())
            .sort(ScannedCollection.BY_ID)
            .hint(ScannedCollection.BY_ID)
            .limit(most)
            .batchSize(most);
    List<Found> found = new ArrayList<>();
    long bytes = 0;
    try (MongoCursor<RawBsonDocument> cursor = page.cursor()) {
      while (found.size() < most && bytes < PAGE_BYTES * factor && cursor.hasNext()) {
        RawBsonDocument document = cursor.next();
        bytes += document.getByteBuffer().remaining();
        BsonValue id = document.get("_id");
        found.add(new Found(document, id, DocumentId.key(id)));
      }
      return new Batch(found, found.size() == most || cursor.hasNext());
    }
  }

  /** The page that a batch is; empty if it has nothing that can be given out yet. */
  private Optional<ScanPage> page(Batch batch, Optional<DocumentId> from) throws IOException {
    List<Found> found = batch.found();
    order(found);
    int end = found.size();
    if (batch.more()) {
      // There may be others that compare equal to the last.
      BsonValue last = found.get(end - 1).id();
      while (end > 0 && IdOrder.same(found.get(end - 1).id(), last)) {
        end--;
      }
    }
    int begin = 0;
    while (begin < end && from.isPresent() && isDone(found.get(begin), from.get())) {
      begin++;
    }
    if (batch.more() && begin == end) {
      return Optional.empty();
    }
    Optional<BsonTimestamp> at = snapshot.time();
    List<ScanRow> rows = new ArrayList<>(end - begin);
    for (Found each : found.subList(begin, end)) {
      rows.add(
          new ScanRow(json.write(each.document()), each.key(), DocumentId.resume(each.key(), at)));
    }
    Optional<String> next =
        batch.more() ? Optional.of(rows.get(rows.size() - 1).resume()) : Optional.empty();
    return Optional.of(new ScanPage(rows, next, at.map(ClusterTime::text), 0));
  }

  private static boolean isDone(Found found, DocumentId from) {
    return IdOrder.same(found.id(), from.id()) && found.key().compareTo(from.key()) <= 0;
  }

  /** Orders by their texts those that compare equal. */
  private void order(List<Found> found) {
    int begin = 0;
    for (int end = 1; end <= found.size(); end++) {
      if (end == found.size() || !IdOrder.same(found.get(end).id(), found.get(begin).id())) {
        if (end - begin > 1) {
          found.subList(begin, end).sort(Comparator.comparing(Found::key));
          requireDistinct(found.subList(begin, end));
        }
        begin = end;
      }
    }
  }

  private void requireDistinct(List<Found> found) {
    for (int i = 1; i < found.size(); i++) {
      if (found.get(i).key().equals(found.get(i - 1).key())) {
        throw new ScanException(
            "%s has two documents of one _id, on two shards, whose events could not be told apart: give one of them another _id, or clean orphaned documents up. The _id: %s"
                .formatted(settings.what(), found.get(i).key()));
      }
    }
  }

  @Override
  public void close() {
    snapshot.close();
    scanned.close();
  }
}
