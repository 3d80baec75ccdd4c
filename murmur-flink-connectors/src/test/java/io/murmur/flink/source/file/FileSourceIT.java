package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.file.Reading.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole jobs over files, on a cluster in this JVM. */
class FileSourceIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final int FAILURES = 3;
  private static final AtomicInteger FAILED = new AtomicInteger();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyRecordCountsOnceWhateverFails(int parallelism) throws Exception {
    FAILED.set(0);
    writeAllFormats(folder, 400_000);
    Totals expected = Totals.NONE;
    for (String name : List.of("l.json", "g.json.gz", "o", "c.csv", "p.parquet")) {
      for (Read read : Reading.of(FileFormat.DETECT).all(folder.resolve(name))) {
        expected = expected.plus(read.record());
      }
    }
    RecordFileSource source =
        FileSources.detect(folder.toString()).splitSize(MemorySize.parse("256k")).build();
    assertThat(run(source, parallelism, RuntimeExecutionMode.STREAMING, true)).isEqualTo(expected);
    assertThat(FAILED).as("times that the job failed").hasValue(FAILURES);
    assertThat(expected.count).isGreaterThan(400_000);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void bothModesReadTheSame(RuntimeExecutionMode mode) throws Exception {
    writeAllFormats(folder, 1_000);
    Totals expected = Totals.NONE;
    for (String name : List.of("l.json", "g.json.gz", "o", "c.csv", "p.parquet")) {
      for (Read read : Reading.of(FileFormat.DETECT).all(folder.resolve(name))) {
        expected = expected.plus(read.record());
      }
    }
    RecordFileSource source =
        FileSources.detect(folder.toString()).splitSize(MemorySize.parse("1k")).build();
    assertThat(run(source, 2, mode, false)).isEqualTo(expected);
  }

  @Test
  void aDamagedFileFailsTheJobAfterAllThatWasReadable() throws Exception {
    byte[] whole = CompressedTest.compress(Compression.GZIP, lines(50_000));
    Path file = folder.resolve("cut.json.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length - 8));
    RecordFileSource failing = FileSources.jsonLines(file.toString()).build();
    assertThatThrownBy(() -> run(failing, 1, RuntimeExecutionMode.STREAMING, false))
        .hasStackTraceContaining("file:" + file + " is damaged: its gzip data breaks off at byte ");
    assertThat(Seen.COUNT).as("records seen before the job failed").hasValue(49_999);

    RecordFileSource tolerant =
        FileSources.jsonLines(file.toString())
            .onUnreadableFile(OnUnreadableFile.DEAD_LETTER)
            .build();
    Totals totals = run(tolerant, 1, RuntimeExecutionMode.STREAMING, false);
    assertThat(totals.count).as("with one that is unreadable").isEqualTo(50_000);
    assertThat(totals.unreadable).isEqualTo(1);
  }

  @Test
  void noFileIsAnErrorThatNamesThePatternUnlessAllowed() throws Exception {
    String pattern = folder + "/*.json";
    RecordFileSource strict = FileSources.jsonLines(pattern).build();
    assertThatThrownBy(() -> run(strict, 1, RuntimeExecutionMode.STREAMING, false))
        .hasStackTraceContaining("no file matches '" + pattern + "': check the path");
    RecordFileSource lenient = FileSources.jsonLines(pattern).allowNoFiles().build();
    assertThat(run(lenient, 2, RuntimeExecutionMode.STREAMING, false)).isEqualTo(Totals.NONE);
  }

  @ParameterizedTest
  @CsvSource({"1, 32 mb", "4, 64 kb"})
  void thePublishedSampleIsReadWhole(int parallelism, String splitSize) throws Exception {
    Path sample = Path.of("../../shared/data/wikiticker-2015-09-12-sampled.json.gz");
    assumeTrue(Files.exists(sample), () -> "the sample is not here: " + sample);
    Path plain = folder.resolve("wikiticker.json");
    try (var in = new GZIPInputStream(Files.newInputStream(sample))) {
      Files.copy(in, plain);
    }
    RecordFileSource compressed = FileSources.detect(sample.toString()).build();
    RecordFileSource split =
        FileSources.detect(plain.toString()).splitSize(MemorySize.parse(splitSize)).build();
    assertThat(run(compressed, parallelism, RuntimeExecutionMode.STREAMING, false).count)
        .isEqualTo(39_244);
    assertThat(run(split, parallelism, RuntimeExecutionMode.STREAMING, false).count)
        .isEqualTo(39_244);
  }

  private static void writeAllFormats(Path folder, int lines) throws IOException {
    Files.writeString(folder.resolve("l.json"), lines(lines));
    Files.write(
        folder.resolve("g.json.gz"), CompressedTest.compress(Compression.GZIP, lines(lines / 10)));
    Files.writeString(folder.resolve("o"), lines(lines / 10).replace("\n", ""));
    Files.writeString(folder.resolve("c.csv"), "a,b\n" + "1,\"\n2\"\n".repeat(lines / 10));
    ParquetFiles.write(
        folder.resolve("p.parquet"),
        MessageTypeParser.parseMessageType("message m { required int64 n; }"),
        CompressionCodecName.SNAPPY,
        lines / 10,
        20_000,
        (row, i) -> row.append("n", (long) i));
  }

  private static String lines(int count) {
    SplittableRandom random = new SplittableRandom(count);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("{\"n\":").append(i).append(",\"r\":").append(random.nextInt()).append("}\n");
    }
    return lines.toString();
  }

  private static Totals run(
      RecordFileSource source, int parallelism, RuntimeExecutionMode mode, boolean failing)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
    if (failing) {
      configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(25));
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, FAILURES);
      configuration.set(
          RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    } else {
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }
    Seen.COUNT.set(0);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(parallelism);
    var totals =
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "files")
            .transform(
                "total", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO, new Seen(failing));
    Totals sum = Totals.NONE;
    for (long[] next : totals.executeAndCollect(1_000)) {
      sum = new Totals(sum.count + next[0], sum.hash + next[1], sum.unreadable + next[2]);
    }
    return sum;
  }

  /** How many records, and the sum of a hash over their places and bytes. */
  private record Totals(long count, long hash, long unreadable) {

    static final Totals NONE = new Totals(0, 0, 0);

    Totals plus(SourceRecord record) {
      return new Totals(count + 1, hash + hash(record), unreadable + (record.readable() ? 0 : 1));
    }

    static long hash(SourceRecord record) {
      long hash = record.origin().hashCode() * 31L + record.position();
      for (int i = 0; i < record.length(); i++) {
        hash = hash * 31 + record.buffer()[record.offset() + i];
      }
      return hash * 0x9E3779B97F4A7C15L;
    }
  }

  /** Sums up in its state, and fails after a checkpoint as often as it may. */
  private static final class Seen extends AbstractStreamOperator<long[]>
      implements OneInputStreamOperator<SourceRecord, long[]>, BoundedOneInput {

    static final AtomicLong COUNT = new AtomicLong();

    private static final long serialVersionUID = 1L;

    private final boolean failing;
    private transient ListState<long[]> state;
    private transient Totals totals;

    Seen(boolean failing) {
      this.failing = failing;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      state =
          context
              .getOperatorStateStore()
              .getListState(
                  new ListStateDescriptor<>(
                      "totals", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
      totals = Totals.NONE;
      for (long[] each : state.get()) {
        totals =
            new Totals(totals.count + each[0], totals.hash + each[1], totals.unreadable + each[2]);
      }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
      super.snapshotState(context);
      state.update(List.of(array()));
    }

    private long[] array() {
      return new long[] {totals.count, totals.hash, totals.unreadable};
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) {
      if (failing && FAILED.get() < FAILURES) {
        // Slow enough that no job ends before it has failed often enough.
        LockSupport.parkNanos(1);
      }
      totals = totals.plus(element.getValue());
      COUNT.incrementAndGet();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
      super.notifyCheckpointComplete(checkpointId);
      int before = FAILED.get();
      if (failing
          && totals.count > 0
          && before < FAILURES
          && FAILED.compareAndSet(before, before + 1)) {
        throw new IllegalStateException("failure " + (before + 1));
      }
    }

    @Override
    public void endInput() {
      output.collect(new StreamRecord<>(array()));
      // A failure may come after this: what is handed on must not be in the state as well.
      totals = Totals.NONE;
    }
  }
}
