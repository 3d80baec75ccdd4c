package io.murmur.jobs;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.Duplicates;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.coalesce.CombineOptions;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.file.FileSourceBuilder;
import io.murmur.flink.source.file.FileSources;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import java.util.Locale;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Makes the bootstrap of a compiled pipeline, for which the options say all that is not in it. */
final class TypedBootstrap {

  private final BootstrapArguments options;

  /** Takes the options; they must name input, table and control table. */
  TypedBootstrap(BootstrapArguments options) {
    this.options = options;
  }

  /** The bootstrap of a pipeline; creates its tables if that was asked for. */
  <T, V> Bootstrap<T, V> of(PipelineDefinition<T, V> definition) {
    DynamoDbConnection dynamoDb = connection();
    Duplicates duplicates = duplicates();
    var pipeline = definition.pipeline();
    FileSourceBuilder source = FileSources.of(options.format, options.input);
    if (options.allowNoFiles) {
      source.allowNoFiles();
    }
    Bootstrap<T, V> bootstrap =
        Bootstrap.of(pipeline)
            .from(source.build(), String.join(" ", options.input), definition.decoder())
            .sized(source.size())
            .into(
                options.table,
                duplicates instanceof Duplicates.Claimed
                    ? dynamoDb.storeWithClaims(
                        options.table, pipeline.monoid(), options.dedupTable.orElseThrow())
                    : dynamoDb.store(options.table, pipeline.monoid()))
            .control(dynamoDb.control(options.controlTable))
            .writer(options.writer)
            .duplicates(duplicates)
            .failOnError(options.failOnError)
            .maxAttempts(options.maxAttempts)
            .retryBackoff(options.retryBase, options.retryMax)
            .combine(CombineOptions.defaults().withMaxKeys(options.maxKeys))
            .flushTick(options.flushTick)
            .checkpointInterval(options.checkpointInterval);
    options.maxDeadLetters.ifPresent(bootstrap::maxDeadLetters);
    options.maxWriteUnits.ifPresent(bootstrap::maxWriteUnitsPerSecond);
    if (options.createTables) {
      createTables();
    }
    return bootstrap;
  }

  /** How to reach the tables. */
  DynamoDbConnection connection() {
    return new DynamoDbConnection(
        options.region, options.endpoint, DynamoDbConnection.DEFAULT_MAX_CONCURRENCY);
  }

  private Duplicates duplicates() {
    return switch (options.dedup.toLowerCase(Locale.ROOT)) {
      case "none" -> Duplicates.counted();
      case "job" -> Duplicates.rememberedByJob(options.dedupRetention);
      case "claims" -> {
        if (options.dedupTable.isEmpty()) {
          throw new IllegalArgumentException(
              "--dedup claims needs --dedup-table: ids are claimed there");
        }
        yield Duplicates.claimed(options.dedupRetention);
      }
      default ->
          throw new IllegalArgumentException(
              "--dedup '" + options.dedup + "' is not one of none, job and claims");
    };
  }

  /** Creates the tables that do not exist. */
  void createTables() {
    try (DynamoDbAsyncClient client = connection().open()) {
      DynamoDbTables tables = new DynamoDbTables(client);
      tables.createStateTable(options.table, TableOptions.onDemand()).toCompletableFuture().join();
      options.dedupTable.ifPresent(
          name ->
              tables.createDedupTable(name, TableOptions.onDemand()).toCompletableFuture().join());
      DynamoDbDocuments.createTable(client, options.controlTable);
    }
  }
}
