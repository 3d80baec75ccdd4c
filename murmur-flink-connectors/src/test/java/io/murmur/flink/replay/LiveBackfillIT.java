package io.murmur.flink.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.Fingerprints;
import io.murmur.control.Generations;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.definition.yaml.Environment;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.Bootstraps;
import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.definition.DefinitionFiles;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.sink.MergeSink;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.source.kafka.KafkaCut;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.monoid.Monoid;
import io.murmur.pipeline.Pipeline;
import io.murmur.swap.DynamoDbPhysicalTables;
import io.murmur.swap.LivePosition;
import io.murmur.swap.LivePositions;
import io.murmur.swap.PromoteCheck;
import io.murmur.swap.PromoteRefusedException;
import io.murmur.swap.Promotion;
import io.murmur.swap.Swap;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.KafkaBroker;
import io.murmur.testing.KafkaBrokerExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * A backfill under a live pipeline whose producer never stops: a shadow is filled up to a cut, a
 * second live writer goes on from there, and when it has passed the first the readers are sent to
 * it. The live jobs are stand-ins: a topic without an end into the sink that every job uses.
 */
@ExtendWith({KafkaBrokerExtension.class, DynamoDbLocalExtension.class, TestClusterExtension.class})
class LiveBackfillIT {

  private static final int PARTITIONS = 4;
  private static final int PAGES = 50;
  private static final String WRITER = "live";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LATE = 5;
  private static final Duration LATENESS = Duration.ofHours(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final KafkaBroker broker;
  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private final TestCluster cluster;
  private final String table = DynamoDbLocal.newTableName("views");
  private final DynamoDbConnection connection;

  /** What was sent and acknowledged, by key. */
  private final SortedMap<String, Long> sent = new ConcurrentSkipListMap<>();

  private String topic;
  @TempDir Path directory;

  LiveBackfillIT(
      KafkaBroker broker, DynamoDbLocal server, DynamoDbAsyncClient client, TestCluster cluster) {
    this.broker = broker;
    this.server = server;
    this.client = client;
    this.cluster = cluster;
    this.connection = DynamoDbTable.at(server.endpoint());
  }

  /**
   * The whole topic, or the events up to a time, of which some come when those of later times do.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterThePromoteEveryEventIsOnceInTheTableThatReadersSee(boolean upToATime) throws Exception {
    topic = broker.newTopic("views", PARTITIONS, Map.of());
    Definitions job = job();
    DefinedBootstrap.createTables(job);
    @SuppressWarnings("unchecked")
    var pipeline = (Pipeline<Event, Long>) job.all().get(0).pipeline();
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> producing = CompletableFuture.runAsync(() -> produce(stop));
    List<JobID> live = new ArrayList<>();
    try (DynamoDbDocuments documents = new DynamoDbDocuments(client, table + "-control")) {
      new Fingerprints(documents).require(table, pipeline.fingerprint());
      Swap swap = new Swap(documents, new DynamoDbPhysicalTables(client));
      live.add(live(documents, pipeline.monoid(), table, Optional.empty()));
      Await.until("the live table is written", PATIENCE, () -> count(table) > 2_000);

      EventTimes times =
          upToATime ? EventTimes.between(Optional.empty(), Optional.of(at(1_001))) : EventTimes.ALL;
      DefinedReplay replay = DefinedReplay.of(job, Replay.of(times).intoShadow());
      BootstrapReport report =
          Bootstraps.of(replay.bootstraps())
              .run(environment(RuntimeExecutionMode.STREAMING))
              .get(0);
      String shadow = replay.tables().get(0).table();
      KafkaCut cut = KafkaCut.of(topic, report.token().orElseThrow());
      long behind = cut.starts().values().stream().mapToLong(Long::longValue).sum();
      assertThat(count(shadow)).isPositive();
      if (!upToATime) {
        assertThat(count(shadow)).isEqualTo(behind);
      }

      // It is whole, but the live table has gone on.
      note(documents, table);
      note(documents, shadow);
      assertThat(refused(swap, shadow)).containsOnlyKeys(PromoteCheck.LIVE_POSITION);
      live.add(live(documents, pipeline.monoid(), shadow, Optional.of(cut)));
      cluster.killTaskManager();
      Await.until(
          "the shadow's live writer has passed the other",
          PATIENCE,
          () -> {
            note(documents, table);
            long until = count(table);
            Await.until("it comes there", PATIENCE, () -> count(shadow) > until);
            note(documents, shadow);
            return refused(swap, shadow).isEmpty();
          });
      assertThat(swap.status(table).alias().current()).isEqualTo(shadow);

      stop.set(true);
      producing.join();
      Await.until(
          "all is in both", PATIENCE, () -> count(table) == all() && count(shadow) == all());
      assertThat(totals(connection.writerTable(table + "-control", table))).isEqualTo(sent);
      // And of who goes back none is missing either.
      swap.rollback(table);
      assertThat(totals(connection.writerTable(table + "-control", table))).isEqualTo(sent);
    } finally {
      stop.set(true);
      producing.join();
      for (JobID each : live) {
        cluster.cancel(each);
      }
    }
  }

  /** Why a promote is refused; empty if it was made. */
  private Map<PromoteCheck, String> refused(Swap swap, String shadow) {
    try {
      swap.promote(Promotion.of(table, shadow));
      return Map.of();
    } catch (PromoteRefusedException e) {
      return e.failures();
    }
  }

  /** One of five comes so late that of those of a time some come after the replay has ended. */
  private static Instant at(int i) {
    return START.plusMillis(i).minus(i % LATE == 0 ? LATENESS : Duration.ZERO);
  }

  /** Sends views to all partitions until it is told to stop. */
  private void produce(AtomicBoolean stop) {
    try (KafkaProducer<String, String> producer = broker.producer()) {
      for (int i = 0; !stop.get(); i++) {
        int partition = i % PARTITIONS;
        String page = "page:" + i * 7 % PAGES;
        producer
            .send(
                new ProducerRecord<>(
                    topic,
                    partition,
                    at(i).toEpochMilli(),
                    "k",
                    "{\"page\":\"%s\",\"partition\":\"partition:%d\"}".formatted(page, partition)))
            .get();
        sent.merge(page, 1L, Long::sum);
        sent.merge("partition:" + partition, 1L, Long::sum);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long all() {
    return sent.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("partition:"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many events a table has. */
  private long count(String of) {
    return partitions(of).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many events of each partition a table has: this is how far its writers are. */
  private SortedMap<String, Long> partitions(String of) {
    SortedMap<String, Long> partitions = new TreeMap<>(totals(of));
    partitions.keySet().removeIf(key -> !key.startsWith("partition:"));
    return partitions;
  }

  private SortedMap<String, Long> totals(String of) {
    SortedMap<String, Long> totals = new TreeMap<>();
    client
        .scanPaginator(r -> r.tableName(of).consistentRead(true))
        .items()
        .subscribe(item -> totals.put(item.get("pk").s(), Long.parseLong(item.get("v").n())))
        .join();
    return totals;
  }

  private void note(DynamoDbDocuments documents, String of) {
    new LivePositions(documents).note(LivePosition.of(of, WRITER, partitions(of), Instant.now()));
  }

  private JobID live(
      DynamoDbDocuments documents, Monoid<Long> monoid, String into, Optional<KafkaCut> cut)
      throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      long start = cut.isPresent() ? cut.get().starts().get(partition) : 0;
      offsets.put(new TopicPartition(topic, partition), start);
    }
    StreamExecutionEnvironment environment = environment(RuntimeExecutionMode.STREAMING);
    var deltas =
        environment
            .fromSource(
                KafkaSource.<String>builder()
                    .setBootstrapServers(broker.servers())
                    .setTopics(topic)
                    .setGroupId("live-" + into)
                    .setStartingOffsets(OffsetsInitializer.offsets(offsets))
                    .setDeserializer(new Taken(cut.orElse(null)))
                    .build(),
                WatermarkStrategy.noWatermarks(),
                "views")
            .<KeyedDelta<Long>>flatMap(
                (view, out) -> {
                  String[] parts = view.split("\"", -1);
                  out.collect(KeyedDelta.of(parts[3], 0, 1L, 1));
                  out.collect(KeyedDelta.of(parts[7], 0, 1L, 1));
                })
            .returns(KeyedDelta.typeInfo(monoid));
    MergeSink.<Long>builder()
        .name("views")
        .monoid(monoid)
        .store(connection.store(into, monoid))
        .fenced(WRITER, new Generations(documents).next(into, WRITER))
        .build()
        .addTo(deltas);
    return environment.executeAsync("live into " + into).getJobID();
  }

  /** The values of the records that a live feed takes: all of them without a cut. */
  private record Taken(KafkaCut cut) implements KafkaRecordDeserializationSchema<String> {

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<String> out) {
      Instant time = Instant.ofEpochMilli(record.timestamp());
      if (cut == null || cut.takes(record.partition(), record.offset(), time)) {
        out.collect(new String(record.value(), StandardCharsets.UTF_8));
      }
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return Types.STRING;
    }
  }

  private Definitions job() throws Exception {
    return DefinitionFiles.reader()
        .read(
            "test.yaml",
            """
            name: views
            key: ['{page}', '{partition}']
            aggregate: count
            event: {time: {of: at, format: epoch-millis}}
            source: {kafka: {servers: '%s', topic: %s, from: earliest, slack: 1s, timestamp-as: at}}
            store:
              table: %s
              control-table: %s-control
              region: us-east-1
              endpoint: '%s'
              create: true
            """
                .formatted(broker.servers(), topic, table, table, server.endpoint()),
            Environment.of(Map.of()));
  }

  private StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment = cluster.environment(settings);
    environment.setParallelism(2);
    return environment;
  }
}
