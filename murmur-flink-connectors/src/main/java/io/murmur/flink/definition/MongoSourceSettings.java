package io.murmur.flink.definition;

import io.murmur.definition.yaml.Secret;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.mongodb.MongoConnection;
import io.murmur.flink.source.mongodb.MongoScan;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.util.Optional;

/**
 * A scan of a collection of MongoDB as a definition says it; see {@link MongoScan} for what each
 * part means.
 *
 * @param uri the connection string
 * @param database the database's name
 * @param collection the collection's name
 * @param filter which documents
 * @param projection which of their fields
 * @param readPreference which members of a replica set are read
 * @param ranges in how many parts it is read, about
 * @param pageDocuments the most documents of a page
 * @param limit how fast it is read
 */
public record MongoSourceSettings(
    Secret uri,
    String database,
    String collection,
    Optional<String> filter,
    Optional<String> projection,
    Optional<String> readPreference,
    Optional<Integer> ranges,
    Optional<Integer> pageDocuments,
    ScanLimit limit)
    implements FlinkSourceSettings {

  /** Shows where the string comes from, and not the string. */
  private record Connection(Secret uri) implements MongoConnection {

    private static final long serialVersionUID = 1L;

    @Override
    public String connectionString() {
      return uri.reveal();
    }
  }

  MongoSourceSettings filtered(Optional<String> other) {
    return new MongoSourceSettings(
        uri, database, collection, other, projection, readPreference, ranges, pageDocuments, limit);
  }

  MongoSourceSettings projected(Optional<String> other) {
    return new MongoSourceSettings(
        uri, database, collection, filter, other, readPreference, ranges, pageDocuments, limit);
  }

  @Override
  public String type() {
    return "mongodb";
  }

  @Override
  public String describe() {
    return scan().describe();
  }

  @Override
  public ScanSource source() {
    return limit.on(scan().source());
  }

  /** In one part for each type of {@code _id}, and in pages as small as what is wanted. */
  @Override
  public ScanSource sampled(int most) {
    int page = Math.min(most, pageDocuments.orElse(MongoScan.DEFAULT_PAGE_DOCUMENTS));
    return scan().ranges(1).pageDocuments(page).source();
  }

  @Override
  public Optional<TokenSource> token() {
    return Optional.of(scan().token());
  }

  @Override
  public Optional<SourceSize> size() {
    return Optional.of(scan()::extent);
  }

  private MongoScan scan() {
    MongoScan scan = MongoScan.of(new Connection(uri), database, collection);
    filter.ifPresent(scan::filter);
    projection.ifPresent(scan::projection);
    readPreference.ifPresent(scan::readPreference);
    ranges.ifPresent(scan::ranges);
    pageDocuments.ifPresent(scan::pageDocuments);
    return scan;
  }
}
