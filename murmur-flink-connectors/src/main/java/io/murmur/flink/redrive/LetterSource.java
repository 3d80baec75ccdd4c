package io.murmur.flink.redrive;

import io.murmur.flink.deadletter.FiledLetter;
import io.murmur.flink.deadletter.LetterFiles;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.file.FileListState;
import io.murmur.flink.source.file.FileSourceBuilder;
import io.murmur.flink.source.file.FileSources;
import io.murmur.flink.source.file.RecordFileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The records of dead letters, with the places that they had when they were first read. Lines of
 * files are read by the source of files; letters that cannot be sent again are left out.
 */
final class LetterSource implements Source<SourceRecord, FileSourceSplit, FileListState> {

  private static final long serialVersionUID = 1L;

  private static final String WILDCARDS = "\\*?[]{},";

  private final RecordFileSource lines;
  private final Map<String, Set<Long>> skip;

  private LetterSource(RecordFileSource lines, Map<String, Set<Long>> skip) {
    this.lines = lines;
    this.skip = skip;
  }

  /** The records that a redrive takes. */
  static LetterSource of(Manifest manifest) {
    Map<String, Set<Long>> skip = new HashMap<>();
    for (Manifest.Records file : manifest.records()) {
      if (!file.skip().isEmpty()) {
        skip.put(nameOf(file.path()), Set.copyOf(file.skip()));
      }
    }
    String[] paths =
        manifest.records().stream().map(file -> literally(file.path())).toArray(String[]::new);
    FileSourceBuilder files =
        paths.length == 0
            // Only merges are sent; and this is no file.
            ? FileSources.jsonLines(literally(manifest.merges().get(0) + "-no-records"))
                .allowNoFiles()
            : FileSources.jsonLines(paths);
    return new LetterSource(files.includeHidden().build(), skip);
  }

  /** A path as a pattern that matches nothing else. */
  static String literally(String path) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      if (WILDCARDS.indexOf(path.charAt(i)) >= 0) {
        pattern.append('\\');
      }
      pattern.append(path.charAt(i));
    }
    return pattern.toString();
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The record of a line; empty if it is not sent. */
  Optional<SourceRecord> record(SourceRecord line) {
    Set<Long> again = skip.getOrDefault(nameOf(line.origin()), Set.of());
    if (again.contains(line.position())) {
      return Optional.empty();
    }
    try {
      if (!line.readable()) {
        throw new IOException(line.place() + " is not a dead letter: " + line.problem().get());
      }
      FiledLetter letter = LetterFiles.letter(line);
      return letter.whole() ? Optional.of(letter.letter().record()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, FileSourceSplit> createReader(SourceReaderContext context) {
    return new MappingReader<>(lines.createReader(context), this::record);
  }

  @Override
  public SplitEnumerator<FileSourceSplit, FileListState> createEnumerator(
      SplitEnumeratorContext<FileSourceSplit> context) {
    return lines.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<FileSourceSplit, FileListState> restoreEnumerator(
      SplitEnumeratorContext<FileSourceSplit> context, FileListState checkpoint) {
    return lines.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<FileSourceSplit> getSplitSerializer() {
    return lines.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<FileListState> getEnumeratorCheckpointSerializer() {
    return lines.getEnumeratorCheckpointSerializer();
  }
}
