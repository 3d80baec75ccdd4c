package io.murmur.flink.definition;

import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.dynamodb.DynamoDbExport;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.util.Optional;

/**
 * An export of a table of DynamoDB as a definition says it.
 *
 * @param export the export
 * @param limit how fast it is read
 */
public record DynamoDbExportSettings(DynamoDbExport export, ScanLimit limit)
    implements FlinkSourceSettings {

  @Override
  public String type() {
    return "dynamodb-export";
  }

  @Override
  public String describe() {
    return export.describe();
  }

  @Override
  public ScanSource source() {
    return limit.on(export.source());
  }

  @Override
  public Optional<SourceSize> size() {
    return Optional.of(export::extent);
  }

  @Override
  public Optional<TokenSource> token() {
    return Optional.of(export.token());
  }
}
