package io.murmur.flink.run;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Finds the retained checkpoints of a job. */
final class Checkpoints {

  private static final Pattern NAME = Pattern.compile("chk-(\\d+)");
  private static final String METADATA = "_metadata";

  private Checkpoints() {}

  /**
   * The newest complete checkpoint below a job's checkpoint directory; empty if there is none. A
   * checkpoint is complete once it has its metadata.
   *
   * @throws IOException if the directory cannot be listed: not the same as having no checkpoint
   */
  static Optional<String> newest(String directory) throws IOException {
    Path root = new Path(directory);
    FileSystem files = root.getFileSystem();
    if (!files.exists(root)) {
      return Optional.empty();
    }
    FileStatus[] found = files.listStatus(root);
    var newestFirst =
        Stream.of(found == null ? new FileStatus[0] : found)
            .map(FileStatus::getPath)
            .filter(path -> number(path) >= 0)
            .sorted(Comparator.comparingLong(Checkpoints::number).reversed())
            .toList();
    for (Path checkpoint : newestFirst) {
      if (complete(checkpoint.toString())) {
        return Optional.of(checkpoint.toString());
      }
    }
    return Optional.empty();
  }

  /** Whether there is a complete checkpoint at a path. */
  static boolean complete(String checkpoint) throws IOException {
    Path metadata = new Path(checkpoint, METADATA);
    return metadata.getFileSystem().exists(metadata);
  }

  private static long number(Path path) {
    Matcher name = NAME.matcher(path.getName());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }
}
