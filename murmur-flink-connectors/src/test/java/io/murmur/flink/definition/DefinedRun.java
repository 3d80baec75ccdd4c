package io.murmur.flink.definition;

import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.Bootstraps;
import io.murmur.flink.testing.TestCluster;
import io.murmur.monoid.Monoid;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.testing.DynamoDbLocal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A scan from a definition into two tables of DynamoDB Local: amounts by region, and orders by
 * customer.
 */
final class DefinedRun {

  /** Generous: only a failing test waits that long. */
  static final Duration PATIENCE = TestCluster.PATIENCE;

  final Definitions job;
  private final TestCluster cluster;
  private final DynamoDbLocal server;
  private final Path directory;
  private final String name = DynamoDbLocal.newTableName("run");

  /**
   * Creates the tables.
   *
   * @param source the section of the source, in one line of braces
   */
  DefinedRun(TestCluster cluster, DynamoDbLocal server, Path directory, String source) {
    this(cluster, server, directory, source, Map.of());
  }

  DefinedRun(
      TestCluster cluster,
      DynamoDbLocal server,
      Path directory,
      String source,
      Map<String, String> variables) {
    this.cluster = cluster;
    this.server = server;
    this.directory = directory;
    this.job =
        Definings.read(
            """
            source: %s
            mode: streaming
            store: {control-table: %s-control, region: us-east-1, endpoint: '%s', create: true}
            pipelines:
              - name: amounts
                key: 'region:{region}'
                aggregate: {struct: {n: count, amount: {sum: amount}}}
                store: {table: %s-amounts}
              - name: customers
                key: '{customer}'
                aggregate: count
                store: {table: %s-customers}
            """
                .formatted(source, name, server.endpoint(), name, name),
            variables);
    DefinedBootstrap.createTables(job);
  }

  /** The bootstraps, each with a run of its own. */
  Bootstraps bootstraps() {
    List<Bootstrap<Event, ?>> parts = DefinedBootstrap.of(job);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).runId(runId(job.all().get(i).name()));
    }
    return Bootstraps.of(parts);
  }

  String runId(String pipeline) {
    return name + "-" + pipeline;
  }

  /** The run of a pipeline, as the ledger has it. */
  Run run(String pipeline) {
    return DefinedBootstrap.connection(job.store())
        .withControl(
            job.store().controlTable(),
            documents -> new RunLedger(documents).find(runId(pipeline)).orElseThrow());
  }

  /** Checkpoints often, and restarts for ever or never. */
  StreamExecutionEnvironment environment(boolean restarting) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, restarting ? "fixed-delay" : "none");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment = cluster.environment(settings);
    environment.setParallelism(2);
    return environment;
  }

  /** What the tables have, by pipeline, as readers see it. */
  Map<String, Map<String, Object>> stored() throws Exception {
    Map<String, Map<String, Object>> all = new HashMap<>();
    for (Definition definition : job.all()) {
      all.put(definition.name(), stored(definition, definition.pipeline()));
    }
    return all;
  }

  /** What they must have of these rows: the definition of what the pipelines mean. */
  Map<String, Map<String, Object>> expected(List<Map<String, Object>> rows) {
    List<Event> events = rows.stream().map(job.fields()::event).toList();
    Map<String, Map<String, Object>> all = new HashMap<>();
    for (Definition definition : job.all()) {
      all.put(definition.name(), expected(definition.pipeline(), events));
    }
    return all;
  }

  private static <V> Map<String, Object> expected(Pipeline<Event, V> pipeline, List<Event> events) {
    Map<String, Object> expected = new HashMap<>();
    InMemoryRunner.run(pipeline, events)
        .forEach((key, value) -> expected.put(key.entity(), pipeline.present(value)));
    return expected;
  }

  private <V> Map<String, Object> stored(Definition definition, Pipeline<Event, V> pipeline)
      throws Exception {
    Monoid<V> monoid = pipeline.monoid();
    Map<String, Object> stored = new HashMap<>();
    try (Store<V> store = DefinedBootstrap.store(job, definition, monoid).open();
        var client = server.asyncClient().build()) {
      List<Key> keys = new ArrayList<>();
      client
          .scanPaginator(r -> r.tableName(definition.table().table()).consistentRead(true))
          .items()
          .subscribe(item -> keys.add(Key.allTime(item.get("pk").s())))
          .join();
      for (Key key : keys) {
        Optional<Stored<V>> value = store.getMany(List.of(key)).toCompletableFuture().get().get(0);
        stored.put(key.entity(), pipeline.present(value.orElseThrow().value()));
      }
    }
    return stored;
  }
}
