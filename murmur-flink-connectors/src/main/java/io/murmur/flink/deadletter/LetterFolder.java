package io.murmur.flink.deadletter;

import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.sink.MergeDeadLetters;
import io.murmur.flink.sink.Opener;
import io.murmur.pipeline.Pipeline;
import java.io.Serializable;
import java.util.Objects;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * The folder of a run's dead letters.
 *
 * @param path the folder
 * @param runId the run
 */
public record LetterFolder(String path, String runId) implements Serializable {

  static final String PREFIX = "letters";
  static final String SUFFIX = ".jsonl";
  static final String MERGE_SUFFIX = ".json";

  /** Rejects nulls. */
  public LetterFolder {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(runId, "runId");
  }

  /** Where records are. */
  Path records() {
    return new Path(path, "records");
  }

  /** Where merges are. */
  Path merges() {
    return new Path(path, "merges");
  }

  /** The place that it is in. */
  public DeadLetterFiles files() {
    return new DeadLetterFiles(new Path(path).getParent().getParent().getParent().toString());
  }

  /** Where it is noted which letters of the run were sent again. */
  public Path redrives() {
    return new Path(new Path(path).getParent(), "redrives");
  }

  /**
   * Writes a stream of dead letters into files, each letter once. A file is there when the
   * checkpoint after its letters is complete, or at the end of the input.
   *
   * @param pipeline whose letters these are; part of the sink's uid
   */
  public void take(DataStream<DeadLetter> letters, String pipeline) {
    FileSink<DeadLetter> files =
        FileSink.forRowFormat(records(), new LetterEncoder(runId))
            .withBucketAssigner(new BasePathBucketAssigner<>())
            .withRollingPolicy(OnCheckpointRollingPolicy.build())
            .withOutputFileConfig(new OutputFileConfig(PREFIX, SUFFIX))
            .build();
    letters
        .sinkTo(files)
        .name("dead letters of " + pipeline)
        .uid("murmur dead letters " + pipeline);
  }

  /** Keeps merges that can never succeed, each in a file. */
  public <V> Opener<MergeDeadLetters> merges(Pipeline<?, V> pipeline) {
    Path folder = merges();
    String run = runId;
    return () -> new MergeLetterFiles<>(folder, run, pipeline);
  }
}
