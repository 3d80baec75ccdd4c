package io.murmur.flink.benchmark;

import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.file.FileSources;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The programs that are measured. */
final class Jobs {

  private static final Pipeline<String, Long> VIEWS =
      Pipeline.named("views")
          .of(String.class)
          .key(page -> page)
          .aggregate(Aggregations.count())
          .build();

  private final Path folder;

  Jobs(Path folder) {
    this.folder = folder;
  }

  /** Counts pages in one thread. */
  static Map<String, Long> plainLoop(Path lines) throws IOException {
    Map<String, Long> views = new HashMap<>();
    for (Path file : files(lines)) {
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          views.merge(Lines.page(line), 1L, Long::sum);
        }
      }
    }
    return views;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  /** Reads by Flink's own source, parses, and drops what the filter does not keep. */
  void flinkText(Path lines, int parallelism, FilterFunction<String> perLine) throws Exception {
    StreamExecutionEnvironment environment =
        environment(RuntimeExecutionMode.STREAMING, parallelism, Duration.ZERO);
    environment
        .fromSource(
            FileSource.forRecordStreamFormat(
                    new TextLineInputFormat(), new org.apache.flink.core.fs.Path(lines.toUri()))
                .build(),
            WatermarkStrategy.noWatermarks(),
            "lines")
        .filter(perLine)
        .sinkTo(new DiscardingSink<>());
    environment.execute();
  }

  /** Parses and drops. */
  static boolean parse(String line) throws IOException {
    return Lines.page(line).isEmpty();
  }

  /** Parses, writes and drops. */
  static boolean write(String line) throws IOException {
    CountingStore store = new CountingStore(false, Duration.ZERO);
    return store.merge(Merge.of(new Key(Lines.page(line), 0), 1L)).toCompletableFuture().join()
        == null;
  }

  /** The whole job. */
  BootstrapReport murmur(
      Path lines,
      RuntimeExecutionMode mode,
      int parallelism,
      Duration checkpoints,
      RecordDecoder<String> decoder,
      boolean remembering,
      Duration commit)
      throws Exception {
    InMemoryDocuments control = new InMemoryDocuments();
    CONTROL = control;
    return Bootstrap.of(VIEWS)
        .from(FileSources.jsonLines(lines.toString()).build(), "lines", decoder)
        .into("views", () -> new CountingStore(remembering, commit))
        .control(() -> CONTROL)
        .run(environment(mode, parallelism, checkpoints));
  }

  /** Of the job that runs; the tasks find it here, since they are in this JVM. */
  private static volatile InMemoryDocuments CONTROL = new InMemoryDocuments();

  private StreamExecutionEnvironment environment(
      RuntimeExecutionMode mode, int parallelism, Duration checkpoints) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    if (!checkpoints.isZero()) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(parallelism);
    return environment;
  }
}
