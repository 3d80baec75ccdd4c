package io.murmur.flink.replay;

import static io.murmur.flink.testing.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.murmur.control.Handoff;
import io.murmur.definition.DefinitionException;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.definition.yaml.Environment;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.Bootstraps;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.definition.DefinitionFiles;
import io.murmur.flink.definition.Sample;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.dynamodb.DynamoDbTable;
import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.KafkaBroker;
import io.murmur.testing.KafkaBrokerExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Ranges of a topic, by offsets and by times, into DynamoDB Local, exact against what was sent. The
 * full size is {@code -Dmurmur.kafka.events=1000000}; unless told, a tenth of it.
 */
@ExtendWith({KafkaBrokerExtension.class, DynamoDbLocalExtension.class, TestClusterExtension.class})
class KafkaReplayIT {

  private static final int EVENTS = Integer.getInteger("murmur.kafka.events", 100_000);
  private static final int CLAIMED = 1_500;
  private static final int KILLS = 3;

  private static Views views;

  private final KafkaBroker broker;
  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private final TestCluster cluster;
  private final String table = DynamoDbLocal.newTableName("views");
  @TempDir Path directory;

  KafkaReplayIT(
      KafkaBroker broker, DynamoDbLocal server, DynamoDbAsyncClient client, TestCluster cluster) {
    this.broker = broker;
    this.server = server;
    this.client = client;
    this.cluster = cluster;
  }

  @BeforeAll
  static void send(KafkaBroker broker) {
    DynamoDbTable.credentials();
    views = Views.send(broker, EVENTS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRangeIsExactThoughATaskManagerIsKilledThreeTimesAndTheJobOnce(boolean byTime)
      throws Exception {
    int first = EVENTS / 20;
    int last = EVENTS - EVENTS / 20;
    Definitions job =
        byTime
            ? job(
                views,
                "from: earliest, slack: 0s, timestamp-as: at",
                "event: {time: {of: at, format: epoch-millis}}")
            : job(
                views,
                "from: {offsets: {%s}}, to: {offsets: {%s}}"
                    .formatted(offsets(first), offsets(last)),
                "");
    EventTimes times =
        byTime
            ? EventTimes.between(Optional.of(Views.at(first)), Optional.of(Views.at(last)))
            : EventTimes.ALL;
    Pace.slow();
    JobID running = submit(job, times).jobId().orElseThrow();
    for (int kill = 0; kill < KILLS; kill++) {
      awaitProgress(running);
      cluster.killTaskManager();
    }
    // And once it is all gone, and started anew.
    awaitProgress(running);
    cluster.cancel(running);
    long before = Pace.READ.get();
    Pace.hurry();
    BootstrapReport report = submit(job, times).await().get(0);

    assertThat(totals(table)).isEqualTo(views.totals(i -> i >= first && i < last));
    assertThat(report.count("read")).isEqualTo(last - first);
    assertThat(Pace.READ.get()).isGreaterThan(last - first);
    assertThat(Pace.READ.get() - before).isLessThan(last - first);
    assertThat(submit(job, times).await()).allMatch(BootstrapReport::alreadyCompleted);
  }

  private SubmittedBootstraps submit(Definitions job, EventTimes times) throws Exception {
    DefinedReplay replay = DefinedReplay.of(job, Replay.of(times).as("run-" + table));
    RecordDecoder<Event> decoder = DefinitionFiles.source(job).decoder(job.fields());
    replay
        .bootstraps()
        .get(0)
        .decoding(
            record -> {
              Pace.step();
              return decoder.decode(record);
            });
    return Bootstraps.of(replay.bootstraps()).submit(environment(RuntimeExecutionMode.STREAMING));
  }

  private void awaitProgress(JobID job) throws Exception {
    long read = Pace.READ.get();
    long completed = cluster.completed(job);
    Await.until(
        "the job goes on",
        PATIENCE,
        () -> Pace.READ.get() > read + EVENTS / 10 && cluster.completed(job) > completed + 1);
  }

  @Test
  void timesGoIntoAShadowWhoseCutIsWhereTheLiveWriterGoesOn() throws Exception {
    int first = EVENTS / 4;
    int last = EVENTS / 2;
    Definitions job =
        job(
            views,
            "from: earliest, slack: 0s, timestamp-as: at",
            "event: {time: {of: at, format: epoch-millis}}");
    EventTimes times =
        EventTimes.between(Optional.of(Views.at(first)), Optional.of(Views.at(last)));
    DefinedReplay replay = DefinedReplay.of(job, Replay.of(times).intoShadow());

    BootstrapReport report =
        Bootstraps.of(replay.bootstraps()).run(environment(RuntimeExecutionMode.BATCH)).get(0);

    String shadow = replay.tables().get(0).table();
    assertThat(shadow).isNotEqualTo(table);
    assertThat(totals(shadow)).isEqualTo(views.totals(i -> i >= first && i < last));
    assertThat(totals(table)).isEmpty();
    assertThat(report.count("read")).isEqualTo(last - first);
    Handoff cut = Handoff.read(report.token().orElseThrow()).orElseThrow();
    assertThat(cut.position()).containsEntry("eventTime", Views.at(last).toString());
    for (int i = last; i < last + Views.PARTITIONS; i++) {
      assertThat(cut.position())
          .containsEntry("partition:" + Views.partition(i), Long.toString(views.offset(i)));
    }
  }

  @Test
  void aRunThatIsStartedAgainReadsWhatItBeganThoughMoreHasComeSince() throws Exception {
    Views growing = Views.send(broker, CLAIMED);
    Definitions job = job(growing, "from: earliest", "");
    Replay twice = Replay.of(EventTimes.ALL).as("twice-" + table);
    var first = DefinedReplay.of(job, twice);
    first
        .bootstraps()
        .get(0)
        .decoding(
            record -> {
              // Of an exception a dead letter would be made.
              throw new AssertionError("fault of the test");
            });
    Configuration never = settings(RuntimeExecutionMode.BATCH);
    never.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    assertThat(
            catchThrowable(() -> Bootstraps.of(first.bootstraps()).run(cluster.environment(never))))
        .hasMessageContaining("fault of the test");
    try (KafkaProducer<String, String> producer = broker.producer()) {
      producer
          .send(new ProducerRecord<>(growing.topic, 0, "k", "{\"page\":\"late\",\"amount\":1}"))
          .get();
    }

    BootstrapReport report =
        Bootstraps.of(DefinedReplay.of(job, twice).bootstraps())
            .run(environment(RuntimeExecutionMode.BATCH))
            .get(0);

    assertThat(totals(table)).isEqualTo(growing.totals(i -> true));
    assertThat(report.count("read")).isEqualTo(CLAIMED);
  }

  @Test
  void theSameRangeTwiceWithClaimsCountsOnce() throws Exception {
    Views few = Views.send(broker, CLAIMED);
    Definitions job = job(few, "from: earliest", "dedup: claims");
    for (String run : List.of("one", "two")) {
      Replay replay = Replay.of(EventTimes.ALL).as(run + "-" + table);
      BootstrapReport report =
          Bootstraps.of(DefinedReplay.of(job, replay).bootstraps())
              .run(environment(RuntimeExecutionMode.STREAMING))
              .get(0);
      assertThat(report.count("read")).as(run + report).isEqualTo(CLAIMED);
      assertThat(totals(table)).as(run).isEqualTo(few.totals(i -> true));
    }
  }

  @Test
  void aSampleIsTheBeginningOfTheRange() throws Exception {
    Sample sample = Sample.of(job(views, "from: earliest", ""), 10);
    assertThat(sample.records()).hasSize(10);
    assertThat(sample.whole()).isFalse();
    assertThat(sample.records()).allMatch(record -> record.place().startsWith(views.topic + "/"));
  }

  /** Of each partition, the offset of its first event from one on. */
  private static String offsets(int from) {
    return IntStream.range(from, from + Views.PARTITIONS)
        .mapToObj(i -> Views.partition(i) + ": " + views.offset(i))
        .collect(Collectors.joining(", "));
  }

  private Definitions job(Views of, String range, String more) {
    String text =
        """
        name: views
        key: '{page}'
        aggregate: {struct: {n: count, amount: {sum: amount}}}
        source: {kafka: {servers: '%s', topic: %s, %s}}
        store:
          table: %s
          control-table: %s-control
          region: us-east-1
          endpoint: '%s'
          create: true
        %s
        """
            .formatted(broker.servers(), of.topic, range, table, table, server.endpoint(), more);
    if (more.startsWith("dedup")) {
      text = text.replace("  create:", "  claims-table: " + table + "-claims\n  create:");
    }
    try {
      Definitions job = DefinitionFiles.reader().read("test.yaml", text, Environment.of(Map.of()));
      DefinedBootstrap.createTables(job);
      return job;
    } catch (DefinitionException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
    StreamExecutionEnvironment environment = cluster.environment(settings(mode));
    // All slots of the cluster where one is killed: whichever it is, the job feels it.
    environment.setParallelism(mode == RuntimeExecutionMode.STREAMING ? 8 : 2);
    return environment;
  }

  private Configuration settings(RuntimeExecutionMode mode) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    return settings;
  }

  /** What a table has, as {@link Views#totals} writes it. */
  private SortedMap<String, String> totals(String of) {
    SortedMap<String, String> totals = new TreeMap<>();
    client
        .scanPaginator(r -> r.tableName(of).consistentRead(true))
        .items()
        .subscribe(item -> totals.put(item.get("pk").s(), text(item)))
        .join();
    return totals;
  }

  private static String text(Map<String, AttributeValue> item) {
    return item.get("v_n").n() + " views, " + item.get("v_amount").n();
  }

  /** Lets the decoders take their time until enough was killed. */
  private static final class Pace {

    static final AtomicLong READ = new AtomicLong();
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final int STEPS = 3;
    private static volatile boolean slow;

    static void slow() {
      slow = true;
      READ.set(0);
    }

    static void hurry() {
      slow = false;
    }

    static void step() {
      if (READ.incrementAndGet() % STEPS == 0 && slow) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
