package io.murmur.flink.definition;

import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.dynamodb.DynamoDbScan;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A scan of a table of DynamoDB as a definition says it; see {@link DynamoDbScan} for what each
 * part means. Credentials are those of the AWS environment of each process.
 *
 * @param table the table's name
 * @param region the table's region; empty for that of the AWS environment
 * @param endpoint another endpoint than the region's
 * @param segments in how many parts it is read
 * @param expressions what is read of it
 * @param consistent whether reads are strongly consistent
 * @param pageItems the most items of a page
 * @param limit how fast it is read
 */
public record DynamoDbSettings(
    String table,
    Optional<String> region,
    Optional<URI> endpoint,
    Optional<Integer> segments,
    Expressions expressions,
    boolean consistent,
    Optional<Integer> pageItems,
    ScanLimit limit)
    implements FlinkSourceSettings {

  /**
   * What is read of a table.
   *
   * @param filter which items
   * @param projection which attributes
   * @param names the attributes behind placeholders, {@code #name}
   * @param values the values behind those, {@code :value}
   */
  public record Expressions(
      Optional<String> filter,
      Optional<String> projection,
      Map<String, String> names,
      Map<String, AttributeValue> values) {

    /** Copies the maps. */
    public Expressions {
      names = Map.copyOf(names);
      values = Map.copyOf(values);
    }

    /** All of every item. */
    public static Expressions none() {
      return new Expressions(Optional.empty(), Optional.empty(), Map.of(), Map.of());
    }
  }

  @Override
  public String type() {
    return "dynamodb";
  }

  /** A table of the same name elsewhere is another one. */
  @Override
  public String describe() {
    return scan().describe()
        + region.map(name -> " in " + name).orElse("")
        + endpoint.map(uri -> " at " + uri).orElse("");
  }

  @Override
  public ScanSource source() {
    return limit.on(scan().source());
  }

  /** In one part, and in pages as small as what is wanted. */
  @Override
  public ScanSource sampled(int most) {
    return scan().segments(1).pageItems(most).source();
  }

  @Override
  public Optional<TokenSource> token() {
    return Optional.of(scan().token());
  }

  @Override
  public Optional<SourceSize> size() {
    return Optional.of(scan()::extent);
  }

  private DynamoDbScan scan() {
    DynamoDbConnection connection =
        new DynamoDbConnection(
            region.orElse(""),
            endpoint.map(URI::toString).orElse(""),
            DynamoDbConnection.DEFAULT_MAX_CONCURRENCY);
    DynamoDbScan scan = DynamoDbScan.of(connection, table).consistentReads(consistent);
    segments.ifPresent(scan::segments);
    expressions.filter().ifPresent(scan::filter);
    expressions.projection().ifPresent(scan::projection);
    expressions.names().forEach(scan::name);
    expressions.values().forEach(scan::value);
    pageItems.ifPresent(scan::pageItems);
    return scan;
  }
}
