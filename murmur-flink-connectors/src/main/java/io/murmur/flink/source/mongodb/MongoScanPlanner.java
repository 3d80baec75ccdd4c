package io.murmur.flink.source.mongodb;

import com.fasterxml.jackson.databind.node.TextNode;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPlanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** Cuts a collection into ranges, all at once. */
final class MongoScanPlanner implements ScanPlanner {

  /** How many documents of a sample there are for each range. */
  private static final int SAMPLES = 20;

  /** More of a collection than this part of it MongoDB takes as a sample by reading all of it. */
  private static final int LEAST_PART = 25;

  /** Of so many documents all may be read for a sample. */
  private static final int FEW = 1_000;

  /** A count that is much too small, as after a crash, makes not many more ranges than wanted. */
  private static final int MOST_OFTEN = 4;

  /** What the ranges of a token may take of its item in the control table, which holds 400 KB. */
  private static final int TOKEN_BYTES = 250_000;

  /** What the time of a range takes there. */
  private static final int TIME_BYTES = 80;

  private final MongoSettings settings;

  MongoScanPlanner(MongoSettings settings) {
    this.settings = settings;
  }

  @Override
  public Plan plan(Optional<String> after, int most) throws Exception {
    try (ScannedCollection scanned = new ScannedCollection(settings)) {
      scanned.require();
      return Plan.all(ranges(scanned));
    } catch (MongoException e) {
      throw atOnce(MongoErrors.translate(settings, "planned", e));
    } catch (IOException e) {
      throw atOnce(e);
    }
  }

  /** Nothing is read yet, so whoever started this should know at once. */
  private static ScanException atOnce(IOException error) {
    return new ScanException(error.getMessage(), error);
  }

  private List<String> ranges(ScannedCollection scanned) {
    List<TypeBracket> kinds = kinds(scanned.ofPrimary());
    check(scanned.documents());
    List<BsonValue> bounds =
        settings.ranges() > 1 && !kinds.isEmpty() ? bounds(scanned, kinds) : List.of();
    // After the kinds: of what is read then, none is missing among them.
    Optional<BsonTimestamp> time = scanned.time();
    boolean snapshot = time.isPresent() && scanned.hasSnapshots();
    List<String> ranges = ranges(scanned, kinds, bounds, time, snapshot);
    while (snapshot && !bounds.isEmpty() && !fit(ranges)) {
      bounds = everySecond(bounds);
      ranges = ranges(scanned, kinds, bounds, time, true);
    }
    return ranges;
  }

  /** Whether a token can hold all of them, each with its time. */
  private static boolean fit(List<String> ranges) {
    long bytes = 0;
    for (String range : ranges) {
      bytes += TIME_BYTES + quoted(quoted(range)).getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes <= TOKEN_BYTES;
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static List<BsonValue> everySecond(List<BsonValue> bounds) {
    List<BsonValue> fewer = new ArrayList<>();
    for (int i = 1; i < bounds.size(); i += 2) {
      fewer.add(bounds.get(i));
    }
    return fewer;
  }

  private List<String> ranges(
      ScannedCollection scanned,
      List<TypeBracket> kinds,
      List<BsonValue> bounds,
      Optional<BsonTimestamp> time,
      boolean snapshot) {
    List<String> ranges = new ArrayList<>();
    for (TypeBracket kind : kinds) {
      Optional<BsonValue> from = Optional.empty();
      for (BsonValue bound : bounds) {
        boolean cuts = !kind.single() && TypeBracket.of(bound).equals(Optional.of(kind));
        if (cuts && from.map(value -> !IdOrder.same(value, bound)).orElse(true)) {
          ranges.add(new IdRange(kind, from, Optional.of(bound), time, snapshot).range());
          from = Optional.of(bound);
        }
      }
      Optional<BsonValue> end =
          snapshot || kind.single() ? Optional.empty() : greatest(scanned.ofPrimary(), kind);
      ranges.add(new IdRange(kind, from, end, time, snapshot).range());
    }
    return ranges;
  }

  /**
   * Where the last range ends without a snapshot: what is inserted behind it later is in the live
   * feed, since the token is older, and a scan does not run after a writer that is faster.
   */
  private static Optional<BsonValue> greatest(
      MongoCollection<RawBsonDocument> documents, TypeBracket kind) {
    return Optional.ofNullable(
            documents
                .find(new BsonDocument("_id", kind.all()))
                .projection(ScannedCollection.BY_ID)
                .sort(new BsonDocument("_id", new BsonInt32(-1)))
                .hint(ScannedCollection.BY_ID)
                .first())
        .map(document -> document.get("_id"));
  }

  /** Those that there are values of, in their order. */
  private static List<TypeBracket> kinds(MongoCollection<RawBsonDocument> documents) {
    List<TypeBracket> kinds = new ArrayList<>();
    for (TypeBracket kind : TypeBracket.values()) {
      if (has(documents, kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static boolean has(MongoCollection<RawBsonDocument> documents, TypeBracket kind) {
    BsonDocument any = new BsonDocument("_id", kind.all());
    try {
      return documents.find(any).projection(ScannedCollection.BY_ID).first() != null;
    } catch (MongoCommandException e) {
      if (!TypeBracket.RARE.contains(kind) || !MongoErrors.isAskedWrongly(e)) {
        throw e;
      }
      return false; // A server that does not know the type has no values of it.
    }
  }

  /** What filter and projection the server does not understand, it says now. */
  private void check(MongoCollection<RawBsonDocument> documents) {
    documents
        .find(settings.filterOf(new BsonDocument("_id", TypeBracket.NULL.all())))
        .projection(settings.projectionOfAll())
        .sort(ScannedCollection.BY_ID)
        .hint(ScannedCollection.BY_ID)
        .first();
  }

  /** Values that cut the collection into about as many parts as are wanted, in their order. */
  private List<BsonValue> bounds(ScannedCollection scanned, List<TypeBracket> kinds) {
    MongoCollection<RawBsonDocument> documents = scanned.documents();
    long count = documents.estimatedDocumentCount();
    try {
      return cut(sample(documents, count));
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == MongoErrors.UNAUTHORIZED) {
        throw e;
      }
      return walk(documents, kinds, count);
    }
  }

  private List<BsonValue> sample(MongoCollection<RawBsonDocument> documents, long count) {
    long size = Math.min((long) settings.ranges() * SAMPLES, Math.max(FEW, count / LEAST_PART));
    List<BsonValue> ids = new ArrayList<>();
    documents
        .aggregate(
            List.of(
                new BsonDocument("$sample", new BsonDocument("size", new BsonInt32((int) size))),
                new BsonDocument("$project", ScannedCollection.BY_ID),
                new BsonDocument("$sort", ScannedCollection.BY_ID)))
        .allowDiskUse(true)
        .forEach(document -> ids.add(document.get("_id")));
    return ids;
  }

  private List<BsonValue> cut(List<BsonValue> sample) {
    List<BsonValue> bounds = new ArrayList<>();
    for (int part = 1; part < settings.ranges(); part++) {
      int index = (int) ((long) part * sample.size() / settings.ranges());
      if (index < sample.size()) {
        bounds.add(sample.get(index));
      }
    }
    return bounds;
  }

  /** For servers that take no samples: goes along the index, so many documents at a time. */
  private List<BsonValue> walk(
      MongoCollection<RawBsonDocument> documents, List<TypeBracket> kinds, long count) {
    int step = (int) Math.min(Integer.MAX_VALUE, Math.max(1, count / settings.ranges()));
    List<BsonValue> bounds = new ArrayList<>();
    int most = MOST_OFTEN * settings.ranges();
    for (TypeBracket kind : kinds) {
      Optional<BsonValue> from = Optional.empty();
      do {
        IdRange rest = new IdRange(kind, from, Optional.empty(), Optional.empty(), false);
        from =
            kind.single()
                ? Optional.empty()
                : Optional.ofNullable(
                        documents
                            .find(rest.condition(Optional.empty()))
                            .projection(ScannedCollection.BY_ID)
                            .sort(ScannedCollection.BY_ID)
                            .hint(ScannedCollection.BY_ID)
                            .skip(step)
                            .first())
                    .map(document -> document.get("_id"));
        from.ifPresent(bounds::add);
      } while (from.isPresent() && bounds.size() < most);
    }
    return bounds;
  }

  @Override
  public void close() {}
}
