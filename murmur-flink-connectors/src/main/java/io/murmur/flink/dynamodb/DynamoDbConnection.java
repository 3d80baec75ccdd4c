package io.murmur.flink.dynamodb;

import io.murmur.control.Documents;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.sink.StoreFactory;
import io.murmur.monoid.Monoid;
import io.murmur.state.dynamodb.ClientOptions;
import io.murmur.state.dynamodb.DynamoDbClients;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.swap.WriterTable;
import java.io.Serializable;
import java.net.URI;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClientBuilder;

/**
 * How to reach DynamoDB. Holds no credentials: each process takes its own from the AWS environment
 * (role, profile, variables).
 *
 * @param region the region's id; empty for that of the AWS environment
 * @param endpoint another endpoint than the region's; empty for the region's
 * @param maxConcurrency how many requests one client has under way at a time
 */
public record DynamoDbConnection(String region, String endpoint, int maxConcurrency)
    implements Serializable {

  /** As many requests at a time as one sink has merges in flight. */
  public static final int DEFAULT_MAX_CONCURRENCY = 256;

  /** Checks the bounds. */
  public DynamoDbConnection {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException(
          "maxConcurrency must be at least 1, was " + maxConcurrency);
    }
  }

  /** All from the AWS environment. */
  public static DynamoDbConnection fromEnvironment() {
    return new DynamoDbConnection("", "", DEFAULT_MAX_CONCURRENCY);
  }

  /** A new client; the caller closes it. */
  public DynamoDbAsyncClient open() {
    return open(UnaryOperator.identity());
  }

  /** A new client with options of its own; the caller closes it. */
  public DynamoDbAsyncClient open(UnaryOperator<ClientOptions> change) {
    ClientOptions options = ClientOptions.defaults().concurrent(maxConcurrency);
    if (!region.isEmpty()) {
      options = options.in(region);
    }
    if (!endpoint.isEmpty()) {
      options = options.at(URI.create(endpoint));
    }
    return DynamoDbClients.create(change.apply(options));
  }

  /**
   * A new client of the streams of tables, with the timeouts of all others; the caller closes it.
   */
  public DynamoDbStreamsAsyncClient openStreams() {
    DynamoDbStreamsAsyncClientBuilder builder = DynamoDbStreamsAsyncClient.builder();
    if (!region.isEmpty()) {
      builder.region(Region.of(region));
    }
    if (!endpoint.isEmpty()) {
      builder.endpointOverride(URI.create(endpoint));
    }
    ClientOptions options = ClientOptions.defaults();
    return builder
        .httpClientBuilder(DynamoDbClients.httpClient())
        .overrideConfiguration(
            c ->
                c.apiCallAttemptTimeout(options.attemptTimeout())
                    .apiCallTimeout(options.callTimeout()))
        .build();
  }

  /** Opens stores of a table, each with a client of its own. */
  public <V> StoreFactory<V> store(String table, Monoid<V> monoid) {
    return () -> {
      DynamoDbAsyncClient client = open();
      return new OwningStore<>(DynamoDbStore.builder(client, table, monoid).build(), client);
    };
  }

  /** Opens stores of a table whose claims go into a dedup table, each with a client of its own. */
  public <V> StoreFactory<V> storeWithClaims(String table, Monoid<V> monoid, String dedupTable) {
    return () -> {
      DynamoDbAsyncClient client = open();
      return new OwningStore<>(
          DynamoDbStore.builder(client, table, monoid).claimsIn(dedupTable).build(), client);
    };
  }

  /** Opens the control table, each time with a client of its own. */
  public Opener<Documents> control(String table) {
    return () -> {
      DynamoDbAsyncClient client = open();
      return new OwningDocuments(new DynamoDbDocuments(client, table), client);
    };
  }

  /**
   * The table that a job which begins now writes to. The control table is asked at this moment; the
   * job keeps the answer for good, whatever the alias does, see {@link WriterTable}.
   *
   * @param controlTable the control table
   * @param name an alias, or a table that has none
   */
  public String writerTable(String controlTable, String name) {
    return withControl(controlTable, documents -> WriterTable.of(documents, name));
  }

  /**
   * The table of a run: that which it began on, or that of the alias if it begins now.
   *
   * @param controlTable the control table
   * @param name an alias, or a table that has none
   * @param runId the run's id, which must not be derived from the table that this returns
   */
  public String writerTable(String controlTable, String name, String runId) {
    return withControl(controlTable, documents -> WriterTable.ofRun(documents, name, runId));
  }

  /** Does something with the control table and closes it. */
  public <R> R withControl(String controlTable, Function<Documents, R> what) {
    try (DynamoDbAsyncClient client = open()) {
      return what.apply(new DynamoDbDocuments(client, controlTable));
    }
  }
}
