package io.murmur.flink.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/**
 * Reads pages of ranges in the order of {@code _id}. What it asks for begins with the document
 * after which it goes on, if that is still there, so that others are seen which compare equal to
 * it.
 */
final class MongoScanReader implements ScanReader {

  /** So that documents of 16 MB do not add up. */
  private static final long PAGE_BYTES = 16L << 20;

  /** The document to go on after, and the one that shows whether there is more. */
  private static final int BESIDE = 2;

  private final MongoSettings settings;
  private final ScannedCollection scanned;
  private final MongoCollection<RawBsonDocument> documents;
  private final RangeSnapshot snapshot;
  private final DocumentJson json = new DocumentJson();

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
        DocumentBatch batch = batch(part, from, factor);
        Optional<List<FoundDocument>> page = batch.page(settings.what(), from);
        if (page.isPresent()) {
          if (!batch.more() && !part.snapshot()) {
            // Of a collection that was dropped meanwhile a server just gives nothing more.
            scanned.require();
          }
          return page(page.get(), batch.more(), from.flatMap(DocumentId::at));
        }
      }
    } catch (MongoException e) {
      throw MongoErrors.translate(settings, "read", e);
    }
  }

  private DocumentBatch batch(IdRange part, Optional<DocumentId> from, int factor)
      throws IOException {
    BsonDocument query = settings.filterOf(part.condition(from.map(DocumentId::id)));
    if (part.notBefore().isEmpty()) {
      return fetch(documents.find(query), factor);
    }
    return snapshot.read(
        part,
        from.flatMap(DocumentId::at),
        session -> fetch(documents.find(session.session(), query), factor));
  }

  private DocumentBatch fetch(FindIterable<RawBsonDocument> find, int factor) {
    int most = (settings.pageDocuments() + BESIDE) * factor;
    FindIterable<RawBsonDocument> page =
        find.projection(settings.projectionOfAll())
            .sort(ScannedCollection.BY_ID)
            .hint(ScannedCollection.BY_ID)
            .limit(most)
            .batchSize(most);
    List<FoundDocument> found = new ArrayList<>();
    long bytes = 0;
    try (MongoCursor<RawBsonDocument> cursor = page.cursor()) {
      while (found.size() < most && bytes < PAGE_BYTES * factor && cursor.hasNext()) {
        RawBsonDocument document = cursor.next();
        bytes += document.getByteBuffer().remaining();
        found.add(FoundDocument.of(document));
      }
      return new DocumentBatch(found, found.size() == most || cursor.hasNext());
    }
  }

  /**
   * A page.
   *
   * @param before the time at which the documents before it were read: that of the range, which may
   *     not have got further than the middle of its first page
   */
  private ScanPage page(
      List<FoundDocument> all, boolean moreThanAll, Optional<BsonTimestamp> before)
      throws IOException {
    int size = Math.min(all.size(), settings.pageDocuments());
    List<FoundDocument> found = all.subList(0, size);
    boolean more = moreThanAll || size < all.size();
    Optional<BsonTimestamp> at = snapshot.time();
    List<ScanRow> rows = new ArrayList<>(found.size());
    for (FoundDocument each : found) {
      rows.add(
          new ScanRow(json.write(each.document()), each.key(), DocumentId.resume(each.key(), at)));
    }
    Optional<String> next =
        more ? Optional.of(rows.get(rows.size() - 1).resume()) : Optional.empty();
    return new ScanPage(rows, next, before.or(() -> at).map(ClusterTime::text), 0);
  }

  @Override
  public void close() {
    snapshot.close();
    scanned.close();
  }
}
