package io.murmur.jobs.cli;

import io.murmur.definition.Definitions;
import io.murmur.definition.StoreSettings;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.jobs.DefinitionFile;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Where DynamoDB is; credentials come from the AWS environment alone. */
final class Connection {

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Default: that of the AWS environment.")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Another endpoint of DynamoDB than the region's.")
  private Optional<String> endpoint = Optional.empty();

  /** Does something with a client of its own. */
  <R> R with(Function<DynamoDbAsyncClient, R> use) {
    return with(Optional.empty(), use);
  }

  /** As {@link #with(Function)}, where a definition counts unless the command line says other. */
  <R> R with(Optional<StoreSettings> store, Function<DynamoDbAsyncClient, R> use) {
    try (DynamoDbAsyncClient client = open(store)) {
      return use.apply(client);
    }
  }

  /** A definition that reaches its tables as the command line says. */
  Definitions over(Definitions job) {
    return DefinitionFile.with(job, region, endpoint.map(URI::create), false, false);
  }

  private DynamoDbAsyncClient open(Optional<StoreSettings> store) {
    Optional<String> itsRegion = store.flatMap(StoreSettings::region);
    Optional<String> itsEndpoint = store.flatMap(StoreSettings::endpoint).map(URI::toString);
    try {
      return new DynamoDbConnection(
              region.or(() -> itsRegion).orElse(""),
              endpoint.or(() -> itsEndpoint).orElse(""),
              DynamoDbConnection.DEFAULT_MAX_CONCURRENCY)
          .open();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "DynamoDB cannot be reached without a region: say --region or set AWS_REGION", e);
    }
  }
}
