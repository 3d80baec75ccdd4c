package io.murmur.flink.definition;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.definition.CoalesceSettings;
import io.murmur.definition.DeadLetterSettings;
import io.murmur.definition.DedupSettings;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.ExecutionMode;
import io.murmur.definition.StoreSettings;
import io.murmur.definition.event.Event;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.Duplicates;
import io.murmur.flink.coalesce.CombineOptions;
import io.murmur.flink.deadletter.DeadLetterFiles;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.sink.MergeSinkBuilder;
import io.murmur.flink.sink.StoreFactory;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.scan.SharedToken;
import io.murmur.monoid.Monoid;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Makes bootstraps of definitions. */
public final class DefinedBootstrap {

  /** How long event ids are remembered, unless a definition says. */
  public static final Duration DEFAULT_DEDUP_RETENTION = Duration.ofDays(7);

  private DefinedBootstrap() {}

  /**
   * The bootstraps of a file's pipelines, in their order; {@link
   * io.murmur.flink.bootstrap.Bootstraps} runs them as one job, over one read of the source.
   * Connects to nothing.
   *
   * @throws IllegalArgumentException if the file asks for what bootstraps do not have
   */
  public static List<Bootstrap<Event, ?>> of(Definitions job) {
    List<Bootstrap<Event, ?>> bootstraps = new ArrayList<>();
    FlinkSourceSettings source = DefinitionFiles.source(job);
    RecordDecoder<Event> decoder = source.decoder(job.fields());
    for (Definition definition : job.all()) {
      bootstraps.add(of(job, definition, definition.pipeline()).decoding(decoder));
    }
    bootstraps.get(0).from(source.source(), source.describe(), decoder);
    source.size().ifPresent(bootstraps.get(0)::sized);
    source
        .token()
        .map(SharedToken::new)
        .ifPresent(token -> bootstraps.forEach(bootstrap -> bootstrap.handoff(token)));
    return bootstraps;
  }

  private static <V> Bootstrap<Event, V> of(
      Definitions job, Definition definition, Pipeline<Event, V> pipeline) {
    Bootstrap<Event, V> bootstrap =
        Bootstrap.of(pipeline)
            .into(definition.table().table(), store(job, definition, pipeline.monoid()))
            .control(connection(job.store()).control(job.store().controlTable()));
    definition.table().writer().ifPresent(bootstrap::writer);
    configure(job, definition, bootstrap, pipeline.monoid());
    return bootstrap;
  }

  /** The state table of one of a file's pipelines. */
  static <V> StoreFactory<V> store(Definitions job, Definition definition, Monoid<V> monoid) {
    DynamoDbConnection dynamoDb = connection(job.store());
    String table = definition.table().table();
    return definition
        .table()
        .claimsTable()
        .map(claims -> dynamoDb.storeWithClaims(table, monoid, claims))
        .orElseGet(() -> dynamoDb.store(table, monoid));
  }

  /** Sets what a file says of how a pipeline is run, apart from source, tables and writer. */
  static <V> void configure(
      Definitions job, Definition definition, Bootstrap<Event, V> bootstrap, Monoid<V> monoid) {
    bootstrap.duplicates(duplicates(definition.dedup())).combine(combine(definition.coalesce()));
    definition.coalesce().flushTick().ifPresent(bootstrap::flushTick);
    job.checkpoint().interval().ifPresent(bootstrap::checkpointInterval);
    definition.cache().ifPresent(cache -> bootstrap.cache(ValkeyCacheOpener.of(cache, monoid)));
    writes(bootstrap, job.store().writes());
    deadLetters(bootstrap, job.deadLetters());
  }

  /** Sets the mode that the file asks for, if it does. */
  public static void configure(Definitions job, StreamExecutionEnvironment environment) {
    job.mode()
        .ifPresent(
            mode ->
                environment.setRuntimeMode(
                    mode == ExecutionMode.BATCH
                        ? RuntimeExecutionMode.BATCH
                        : RuntimeExecutionMode.STREAMING));
  }

  /** Creates the tables of a file that do not exist, billed on demand, if the file says so. */
  public static void createTables(Definitions job) {
    if (!job.store().create()) {
      return;
    }
    try (DynamoDbAsyncClient client = connection(job.store()).open()) {
      DynamoDbTables tables = new DynamoDbTables(client);
      for (Definition definition : job.all()) {
        tables
            .createStateTable(definition.table().table(), TableOptions.onDemand())
            .toCompletableFuture()
            .join();
        definition
            .table()
            .claimsTable()
            .ifPresent(
                claims ->
                    tables
                        .createDedupTable(claims, TableOptions.onDemand())
                        .toCompletableFuture()
                        .join());
      }
      DynamoDbDocuments.createTable(client, job.store().controlTable());
    }
  }

  /** How to reach the database of a file. */
  public static DynamoDbConnection connection(StoreSettings store) {
    return new DynamoDbConnection(
        store.region().orElse(""),
        store.endpoint().map(URI::toString).orElse(""),
        DynamoDbConnection.DEFAULT_MAX_CONCURRENCY);
  }

  private static Duplicates duplicates(DedupSettings dedup) {
    Duration retention = dedup.retention().orElse(DEFAULT_DEDUP_RETENTION);
    return switch (dedup.by()) {
      case NONE -> Duplicates.counted();
      case JOB -> Duplicates.rememberedByJob(retention);
      case CLAIMS -> Duplicates.claimed(retention);
    };
  }

  private static CombineOptions combine(CoalesceSettings coalesce) {
    CombineOptions options = CombineOptions.defaults();
    options = coalesce.maxKeys().map(options::withMaxKeys).orElse(options);
    return coalesce.maxBytes().map(options::withMaxBytes).orElse(options);
  }

  private static void writes(Bootstrap<?, ?> bootstrap, StoreSettings.Writes writes) {
    writes.maxUnitsPerSecond().ifPresent(bootstrap::maxWriteUnitsPerSecond);
    writes.maxInFlight().ifPresent(bootstrap::maxInFlight);
    writes.maxAttempts().ifPresent(bootstrap::maxAttempts);
    if (writes.retryBase().isPresent() || writes.retryMax().isPresent()) {
      bootstrap.retryBackoff(
          writes.retryBase().orElse(MergeSinkBuilder.DEFAULT_BACKOFF_BASE),
          writes.retryMax().orElse(MergeSinkBuilder.DEFAULT_BACKOFF_MAX));
    }
  }

  private static void deadLetters(Bootstrap<?, ?> bootstrap, DeadLetterSettings letters) {
    bootstrap.failOnError(letters.failOnError());
    letters.path().ifPresent(root -> bootstrap.deadLetterFiles(DeadLetterFiles.in(root)));
    letters.max().ifPresent(bootstrap::maxDeadLetters);
  }
}
