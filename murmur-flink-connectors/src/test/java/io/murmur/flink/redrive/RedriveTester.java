package io.murmur.flink.redrive;

import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.Duplicates;
import io.murmur.flink.deadletter.DeadLetterFiles;
import io.murmur.flink.redrive.Views.Break;
import io.murmur.flink.redrive.Views.View;
import io.murmur.flink.source.file.FileSources;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a pipeline of views over a log, and sends what failed again. */
final class RedriveTester {

  static final Set<Break> NONE = EnumSet.noneOf(Break.class);
  static final Set<Break> ALL = EnumSet.allOf(Break.class);

  private static final String TABLE = "page_views";

  final TestTable<StructValue> table = TestTable.of(Views.pipeline(NONE).monoid());

  int parallelism = 2;
  String runId = "history";
  Duplicates duplicates = Duplicates.counted();

  private final Path folder;
  private final String letters;
  private final RuntimeExecutionMode mode;

  RedriveTester(Path folder, String letters, RuntimeExecutionMode mode) {
    this.folder = folder;
    this.letters = letters;
    this.mode = mode;
  }

  /** A job over the log that begins or goes on. */
  BootstrapReport bootstrap(int restarts) throws Exception {
    return bootstrap(NONE, restarts);
  }

  BootstrapReport bootstrap(Set<Break> mended, int restarts) throws Exception {
    return Bootstrap.of(Views.pipeline(mended))
        .from(
            FileSources.jsonLines(folder + "/log/*.json")
                .splitSize(MemorySize.parse("128kb"))
                .build(),
            "log",
            Views.Decoder.of(mended))
        .into(TABLE, table.store())
        .control(table.control())
        .runId(runId)
        .duplicates(duplicates)
        .deadLetterFiles(DeadLetterFiles.in(letters))
        .run(environment(restarts));
  }

  /** Sends the letters of the run through a definition that was mended. */
  RedriveReport redrive(Set<Break> mended, int restarts) throws Exception {
    return redrive("history", mended, restarts);
  }

  RedriveReport redrive(String run, Set<Break> mended, int restarts) throws Exception {
    Pipeline<View, StructValue> pipeline = Views.pipeline(mended);
    return Redrive.of(pipeline, Views.Decoder.of(mended))
        .lettersOf(run)
        .into(TABLE, table.store())
        .control(table.control())
        .with(bootstrap -> bootstrap.duplicates(duplicates))
        .run(environment(restarts));
  }

  DeadLetterList list() throws Exception {
    return DeadLetterList.of(table.documents(), "history");
  }

  Map<Key, StructValue> contents() {
    return table.contents();
  }

  private StreamExecutionEnvironment environment(int restarts) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.resolve("chk").toUri().toString());
    if (mode == RuntimeExecutionMode.STREAMING) {
      settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    }
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, restarts == 0 ? "none" : "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(parallelism);
    return environment;
  }
}
