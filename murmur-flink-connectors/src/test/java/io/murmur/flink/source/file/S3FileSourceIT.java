package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.testing.FlinkS3;
import io.murmur.testing.S3Local;
import io.murmur.testing.S3LocalExtension;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files in S3 are read as files on this machine are. */
@ExtendWith(S3LocalExtension.class)
class S3FileSourceIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static S3Local s3;
  private String bucket;

  @BeforeAll
  static void useS3(S3Local server) {
    s3 = server;
    FlinkS3.use(server);
  }

  @BeforeEach
  void makeABucket() {
    bucket = s3.newBucket("source");
  }

  private void put(String key, String text) {
    s3.put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
  }

  private String url(String pattern) {
    return "s3://" + bucket + "/" + pattern;
  }

  private static String lines(String name, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("{\"").append(name).append("\":").append(i).append("}\n");
    }
    return text.toString();
  }

  /** The places and texts of all records of a text. */
  private List<String> records(String key, String text) {
    List<String> records = new ArrayList<>();
    long offset = 0;
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        records.add("s3://" + bucket + "/" + key + ":" + offset + " " + line);
      }
      offset += line.length() + 1;
    }
    return records;
  }

  @SuppressWarnings("try") // Closing may be interrupted, says Flink's iterator.
  private static List<String> read(RecordFileSource source) throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(2);
    List<String> records = new ArrayList<>();
    try (CloseableIterator<String> read =
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "s3")
            .map(r -> r.place() + " " + r.text() + (r.partitions().isEmpty() ? "" : r.partitions()))
            .returns(Types.STRING)
            .executeAndCollect()) {
      read.forEachRemaining(records::add);
    }
    return records;
  }

  private List<FileSourceSplit> splits(String pattern, long size) throws IOException {
    ListOptions options =
        new ListOptions(PathPattern.parse(url(pattern)), List.of(), false, false, size, 1);
    return Listed.splits(options);
  }

  @Test
  void anObjectIsReadInPartsAndEveryRecordOnce() throws Exception {
    String text = lines("n", 20_000);
    put("big.json", text);
    assertThat(splits("big.json", 16 << 10)).hasSizeGreaterThan(10);
    RecordFileSource source =
        FileSources.jsonLines(url("big.json")).splitSize(MemorySize.parse("16kb")).build();
    assertThat(read(source)).containsExactlyInAnyOrderElementsOf(records("big.json", text));
  }

  @Test
  void aCompressedObjectIsReadWhole() throws Exception {
    String text = lines("z", 5_000);
    s3.put(bucket, "z.json.gz", CompressedTest.compress(Compression.GZIP, text));
    s3.put(bucket, "by-its-bytes", CompressedTest.compress(Compression.ZSTD, text));
    assertThat(read(FileSources.detect(url("z.json.gz")).build()))
        .containsExactlyInAnyOrderElementsOf(records("z.json.gz", text));
    assertThat(read(FileSources.detect(url("by-its-bytes")).build()))
        .containsExactlyInAnyOrderElementsOf(records("by-its-bytes", text));
  }

  @Test
  void patternsFindObjectsAtAnyDepthAndLeaveMarkersOut() throws Exception {
    put("in/a/1.json", lines("a", 2));
    put("in/b/c/2.json", lines("b", 2));
    put("in/b/c/3.csv", "x\n1\n");
    put("in/b/_SUCCESS", "");
    put("in/empty/", "");
    put("other/4.json", lines("d", 1));
    List<String> expected = new ArrayList<>(records("in/a/1.json", lines("a", 2)));
    expected.addAll(records("in/b/c/2.json", lines("b", 2)));
    assertThat(read(FileSources.jsonLines(url("in/**/*.json")).build()))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(read(FileSources.jsonLines(url("in/{a,b/c}/*.json")).build()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void moreObjectsThanOnePageOfAListingAreAllFound() throws Exception {
    for (int i = 0; i < 1_050; i++) {
      put("many/%04d.json".formatted(i), "{}\n");
    }
    assertThat(splits("many", 0)).hasSize(1_050);
  }

  @Test
  void foldersGivePartitionsAndDatesAreFiltered() throws Exception {
    for (int day = 1; day <= 4; day++) {
      put("t/dt=2026-01-0" + day + "/part.json", "{}\n");
    }
    RecordFileSource source =
        FileSources.jsonLines(url("t/**"))
            .dateRange("dt={yyyy-MM-dd}", LocalDate.of(2026, 1, 2), LocalDate.of(2026, 1, 4))
            .build();
    assertThat(read(source))
        .containsExactlyInAnyOrder(
            url("t/dt=2026-01-02/part.json") + ":0 {}{dt=2026-01-02}",
            url("t/dt=2026-01-03/part.json") + ":0 {}{dt=2026-01-03}");
  }

  @Test
  void anObjectThatVanishedAfterItWasListedFailsTheRun() throws Exception {
    put("gone.json", lines("n", 10));
    FileSourceSplit listed = splits("gone.json", 0).get(0);
    s3.client().deleteObject(request -> request.bucket(bucket).key("gone.json"));
    assertThatThrownBy(() -> Reading.of(FileFormat.JSON_LINES).read(listed))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(url("gone.json") + " has vanished since this run listed it");
  }

  @Test
  void anObjectThatWasReplacedAfterItWasListedFailsTheRun() throws Exception {
    put("new.json", lines("n", 10));
    FileSourceSplit listed = splits("new.json", 0).get(0);
    put("new.json", lines("n", 11));
    assertThatThrownBy(() -> Reading.of(FileFormat.JSON_LINES).read(listed))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(url("new.json") + " has changed since this run listed it");
  }

  @Test
  void whatMatchesNothingIsSaid() {
    assertThatThrownBy(() -> splits("nothing/*.json", 0))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageStartingWith("no file matches '" + url("nothing/*.json") + "'");
  }
}
