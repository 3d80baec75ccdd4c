package io.murmur.flink.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.definition.ArchiveSettings;
import io.murmur.flink.definition.Unwrap;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.FileLayout;
import io.murmur.flink.testing.AvroFiles;
import io.murmur.flink.testing.FlinkS3;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.ScannableStore.Page;
import io.murmur.testing.S3Local;
import io.murmur.testing.S3LocalExtension;
import io.murmur.window.Windowing;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives in S3, as Firehose and Kafka Connect write them, give what was archived. */
@ExtendWith(S3LocalExtension.class)
class ArchiveIT {

  private static final String SAMPLE = "data/wikiticker-2015-09-12-sampled.json.gz";
  private static final int HOURS = 24;
  private static final int PARTITIONS = 4;

  private static final MessageType ROWS =
      MessageTypeParser.parseMessageType(
          "message m { required binary key (STRING); required int64 amount; }");

  private static final Pipeline<JsonNode, Long> AMOUNTS =
      Pipeline.named("amounts")
          .of(JsonNode.class)
          .key(event -> event.get("key").asText())
          .aggregate(Monoids.sumLong(), (event, context) -> event.get("amount").asLong())
          .build();

  private static final Pipeline<JsonNode, Long> HOURLY =
      Pipeline.named("hourly")
          .of(JsonNode.class)
          .key(event -> "all")
          .eventTime(event -> Instant.parse(event.get("time").asText()).toEpochMilli())
          .window(Windowing.hours())
          .aggregate(Monoids.count(), (event, context) -> 1L)
          .build();

  private static final Pipeline<JsonNode, Long> PAGES =
      Pipeline.named("pages")
          .of(JsonNode.class)
          .key(edit -> edit.get("page").asText())
          .aggregate(Monoids.count(), (edit, context) -> 1L)
          .build();

  private static final StructMonoid SUMMARY =
      Monoids.struct().field("edits", Monoids.count()).field("added", Monoids.sumLong()).build();

  private static final Pipeline<JsonNode, StructValue> CHANNELS =
      Pipeline.named("channels")
          .of(JsonNode.class)
          .key(edit -> edit.get("channel").asText())
          .key(edit -> "all")
          .aggregate(SUMMARY, (edit, context) -> SUMMARY.value(1L, edit.get("added").asLong()))
          .build();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  /** What is done, once, when a record is decoded. */
  private static final AtomicReference<Runnable> ONCE = new AtomicReference<>();

  private static S3Local s3;
  private String bucket;
  @TempDir Path directory;

  @BeforeAll
  static void useS3(S3Local server) {
    s3 = server;
    FlinkS3.use(server);
  }

  @BeforeEach
  void makeABucket() {
    bucket = s3.newBucket("archive");
  }

  /** How the objects of an archive are written. */
  enum Form {
    JSON_LINES {
      @Override
      byte[] write(Path file, List<String> records) {
        return (String.join("\n", records) + "\n").getBytes(UTF_8);
      }
    },
    CONCATENATED {
      @Override
      byte[] write(Path file, List<String> records) {
        return String.join("", records).getBytes(UTF_8);
      }
    },
    GZIP {
      @Override
      byte[] write(Path file, List<String> records) throws IOException {
        return gzip(CONCATENATED.write(file, records));
      }
    },
    /** Each record was compressed by who sent it, and the object by Firehose. */
    NESTED_GZIP {
      @Override
      byte[] write(Path file, List<String> records) throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (String record : records) {
          members.write(gzip(record.getBytes(UTF_8)));
        }
        return gzip(members.toByteArray());
      }
    },
    PARQUET {
      @Override
      byte[] write(Path file, List<String> records) throws IOException {
        try (ParquetWriter<Group> writer =
            ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(ROWS)
                .build()) {
          for (String record : records) {
            JsonNode json = new ObjectMapper().readTree(record);
            Group row = new SimpleGroup(ROWS);
            row.add("key", json.get("key").asText());
            row.add("amount", json.get("amount").asLong());
            writer.write(row);
          }
        }
        return Files.readAllBytes(file);
      }
    },
    AVRO {
      @Override
      byte[] write(Path file, List<String> records) throws IOException {
        return AvroFiles.ofJson(records);
      }
    };

    abstract byte[] write(Path file, List<String> records) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void twoObjectsWithStrayOnesBesideThemGive60And15(Form form) throws Exception {
    List<String> first =
        List.of(amount("A", 10), amount("A", 20), amount("B", 5), amount("B", 5), amount("B", 5));
    put("in/2026/01/01/00/stream-1-a", form.write(directory.resolve("a"), first));
    put(
        "in/2026/01/01/01/stream-1-b",
        form.write(directory.resolve("b"), List.of(amount("A", 30))));
    for (String stray :
        List.of(
            "in/_SUCCESS",
            "in/2026/01/01/00/_SUCCESS",
            "in/2026/01/01/00/.part-0.crc",
            "in/2026/01/01/01/x._COPYING_",
            "in/processing-failed/2026/01/01/00/stream-1-c",
            "in/manifest.json")) {
      put(stray, amount("A", 1_000).getBytes(UTF_8));
    }
    put("in/2026/01/01/02/", new byte[0]);

    Shared<Long> shared = Shared.of(AMOUNTS.monoid());
    BootstrapReport report =
        bootstrap(AMOUNTS, shared, archive(FileLayout.FIREHOSE, EventTimes.ALL)).run(environment());

    assertThat(report.count("read")).isEqualTo(6);
    assertThat(report.count("deadLetters")).isZero();
    assertThat(value(shared, Key.allTime("A"))).contains(60L);
    assertThat(value(shared, Key.allTime("B"))).contains(15L);
  }

  @Test
  void aRangeReadsItsFoldersAndTheSlackAndTakesRecordsByTheirOwnTime() throws Exception {
    // Would fail the run if it were opened.
    byte[] foreign = {'P', 'K', 3, 4, 0, 0, 0, 0};
    put("in/2026/01/01/00/early", foreign);
    put("in/2026/01/01/06/late", foreign);
    put("in/2026/01/01/01/a", at("2026-01-01T01:59:59.999Z") + at("2026-01-01T02:00:00Z"));
    put("in/2026/01/01/02/b", at("2026-01-01T02:30:00Z") + at("2026-01-01T01:10:00Z"));
    put("in/2026/01/01/03/c", at("2026-01-01T02:59:00Z") + at("2026-01-01T03:59:59.999Z"));
    put("in/2026/01/01/04/d", at("2026-01-01T03:59:58Z") + at("2026-01-01T04:00:00Z"));
    EventTimes times =
        EventTimes.between(
            Optional.of(Instant.parse("2026-01-01T02:00:00Z")),
            Optional.of(Instant.parse("2026-01-01T04:00:00Z")));

    Shared<Long> shared = Shared.of(HOURLY.monoid());
    BootstrapReport report =
        bootstrap(HOURLY, shared, archive(FileLayout.FIREHOSE, times))
            .taking(times)
            .run(environment());

    assertThat(report.count("read")).isEqualTo(8);
    assertThat(report.count("outOfRange")).isEqualTo(3);
    assertThat(report.count("contributed")).isEqualTo(5);
    assertThat(value(shared, hour("2026-01-01T01:00:00Z"))).isEmpty();
    assertThat(value(shared, hour("2026-01-01T02:00:00Z"))).contains(3L);
    assertThat(value(shared, hour("2026-01-01T03:00:00Z"))).contains(2L);
    assertThat(value(shared, hour("2026-01-01T04:00:00Z"))).isEmpty();
  }

  @Test
  void anObjectThatIsDeletedDuringTheRunFailsItAndIsNamed() throws Exception {
    for (int hour = 0; hour < 3; hour++) {
      put("in/2026/01/01/0" + hour + "/o", amount("A", 1).getBytes(UTF_8));
    }
    String prefix = bucket;
    ONCE.set(() -> s3.client().deleteObject(r -> r.bucket(prefix).key("in/2026/01/01/02/o")));
    Shared<Long> shared = Shared.of(AMOUNTS.monoid());
    StreamExecutionEnvironment environment = environment();
    environment.setParallelism(1);

    assertThatThrownBy(
            () ->
                bootstrap(AMOUNTS, shared, archive(FileLayout.FIREHOSE, EventTimes.ALL))
                    .run(environment))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("s3://" + bucket + "/in/2026/01/01/02/o has vanished");
  }

  @Test
  void noObjectInTheRangeIsAnError() throws Exception {
    put("in/2026/01/01/00/o", amount("A", 1).getBytes(UTF_8));
    EventTimes february =
        EventTimes.between(
            Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
            Optional.of(Instant.parse("2026-03-01T00:00:00Z")));
    assertThatThrownBy(
            () ->
                bootstrap(
                        HOURLY, Shared.of(HOURLY.monoid()), archive(FileLayout.FIREHOSE, february))
                    .run(environment()))
        .isInstanceOf(BootstrapFailedException.class)
        .hasMessageContaining("no file matches 's3://" + bucket + "/in/")
        .hasMessageContaining("2026-01-31T23:00 until 2026-03-01T01:00");
  }

  @Test
  void theSampleOfADayAsFirehoseArchivesItHasThePublishedAnswers() throws Exception {
    List<String> lines = sample();
    int objects = 2 * HOURS;
    for (int i = 0; i < objects; i++) {
      List<String> part =
          lines.subList(i * lines.size() / objects, (i + 1) * lines.size() / objects);
      Form form = i % 3 == 0 ? Form.GZIP : i % 7 == 0 ? Form.NESTED_GZIP : Form.CONCATENATED;
      put("in/2015/09/12/%02d/edits-1-%02d".formatted(i / 2, i), form.write(directory, part));
    }
    assertThat(s3.keys(bucket, "in/")).hasSize(48);
    assertPublishedAnswers(FileLayout.FIREHOSE);
  }

  @Test
  void theSampleOfADayAsKafkaConnectArchivesItHasThePublishedAnswersAndKafkasOffsets()
      throws Exception {
    List<String> lines = sample();
    List<List<String>> partitions = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      partitions.add(new ArrayList<>());
    }
    for (int i = 0; i < lines.size(); i++) {
      List<String> partition = partitions.get(i % PARTITIONS);
      ids.add("edits/" + i % PARTITIONS + "/" + (1_000 + partition.size()));
      partition.add(lines.get(i));
    }
    for (int p = 0; p < PARTITIONS; p++) {
      List<String> all = partitions.get(p);
      for (int from = 0; from < all.size(); from += 1_000) {
        List<String> part = all.subList(from, Math.min(all.size(), from + 1_000));
        boolean avro = p == 1;
        put(
            "in/topics/edits/partition=%d/edits+%d+%010d.%s"
                .formatted(p, p, 1_000 + from, avro ? "avro" : "json.gz"),
            avro ? AvroFiles.ofJson(part) : gzip(Form.JSON_LINES.write(directory, part)));
      }
    }
    put("in/topics/_SUCCESS", new byte[0]);
    assertPublishedAnswers(FileLayout.KAFKA_CONNECT);
    assertThat(places(archive(FileLayout.KAFKA_CONNECT, EventTimes.ALL)))
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  private void assertPublishedAnswers(FileLayout layout) throws Exception {
    Shared<Long> pages = Shared.of(PAGES.monoid());
    BootstrapReport report =
        bootstrap(PAGES, pages, archive(layout, EventTimes.ALL)).run(environment());
    assertThat(report.count("read")).isEqualTo(39_244);
    assertThat(report.count("contributed")).isEqualTo(39_244);
    assertThat(size(pages)).isEqualTo(35_143);
    assertThat(value(pages, Key.allTime("Wikipedia:Vandalismusmeldung"))).contains(33L);
    assertThat(value(pages, Key.allTime("Jeremy Corbyn"))).contains(27L);
    assertThat(value(pages, Key.allTime("Flavia Pennetta"))).contains(20L);

    Shared<StructValue> channels = Shared.of(CHANNELS.monoid());
    bootstrap(CHANNELS, channels, archive(layout, EventTimes.ALL)).run(environment());
    assertThat(size(channels)).isEqualTo(51 + 1);
    StructValue all = value(channels, Key.allTime("all")).orElseThrow();
    assertThat(all.get("edits")).isEqualTo(39_244L);
    assertThat(all.get("added")).isEqualTo(9_385_573L);
    assertThat(value(channels, Key.allTime("#en.wikipedia")).orElseThrow().get("edits"))
        .isEqualTo(11_549L);
  }

  private static String amount(String key, long amount) {
    return "{\"key\":\"%s\",\"amount\":%d}".formatted(key, amount);
  }

  private static String at(String time) {
    return "{\"time\":\"" + time + "\"}";
  }

  private static Key hour(String begin) {
    return new Key("all", Windowing.hours().bucketOf(Instant.parse(begin)));
  }

  private void put(String key, String text) {
    put(key, text.getBytes(UTF_8));
  }

  private void put(String key, byte[] bytes) {
    s3.put(bucket, key, bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  private ArchiveSettings archive(FileLayout layout, EventTimes times) {
    return new ArchiveSettings(
        List.of("s3://" + bucket + "/in/"),
        layout,
        Optional.empty(),
        Duration.ofHours(1),
        FileFormat.DETECT,
        Optional.empty(),
        Optional.empty(),
        false,
        Unwrap.NONE,
        times);
  }

  private static <V> Bootstrap<JsonNode, V> bootstrap(
      Pipeline<JsonNode, V> pipeline, Shared<V> shared, ArchiveSettings archive) {
    RecordDecoder<JsonNode> json = RecordDecoders.json();
    return Bootstrap.of(pipeline)
        .from(
            archive.source(),
            archive.describe(),
            record -> {
              Optional.ofNullable(ONCE.getAndSet(null)).ifPresent(Runnable::run);
              return json.decode(record);
            })
        .into(pipeline.name(), shared.storeFactory())
        .control(shared.control());
  }

  private StreamExecutionEnvironment environment() {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(2);
    return environment;
  }

  @SuppressWarnings("try") // Closing may be interrupted, says Flink's iterator.
  private List<String> places(ArchiveSettings archive) throws Exception {
    List<String> places = new ArrayList<>();
    try (CloseableIterator<String> read =
        environment()
            .fromSource(archive.source(), WatermarkStrategy.noWatermarks(), "archive")
            .map(SourceRecord::place)
            .returns(Types.STRING)
            .executeAndCollect()) {
      read.forEachRemaining(places::add);
    }
    return places;
  }

  private static <V> Optional<V> value(Shared<V> shared, Key key) throws Exception {
    return shared.store().get(key).toCompletableFuture().get().map(stored -> stored.value());
  }

  /** How many keys there are. */
  private static <V> long size(Shared<V> shared) throws Exception {
    long size = 0;
    Optional<Key> from = Optional.empty();
    do {
      Page<V> page = shared.store().scan(0, 1, from).toCompletableFuture().get();
      size += page.entries().size();
      from = page.next();
    } while (from.isPresent());
    return size;
  }

  /** The lines of the sample; skips the test if it is not here. */
  private static List<String> sample() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    Path sample =
        Path.of(System.getProperty("murmur.shared", root.resolve("../shared").toString()))
            .resolve(SAMPLE);
    assumeTrue(Files.exists(sample), () -> "the published sample is not here: " + sample);
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(sample)), UTF_8));
        Stream<String> all = lines.lines()) {
      return all.toList();
    }
  }
}
