package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files of a run and cuts them into parts. It opens none: a file that turns out not to be
 * splittable is left to the reader of its first part.
 */
final class MatchingFileEnumerator implements FileEnumerator {

  private static final Logger LOG = LoggerFactory.getLogger(MatchingFileEnumerator.class);

  /** A file's last part may be this much larger than the others, rather than leave a tiny one. */
  private static final double SLOP = 1.1;

  private static final int EXAMPLES = 3;

  private final ListOptions options;

  MatchingFileEnumerator(ListOptions options) {
    this.options = options;
  }

  /**
   * The parts of all files, the last first: {@link
   * org.apache.flink.connector.file.src.assigners.SimpleSplitAssigner} hands them out from the end,
   * and so files are read in the order of their names, which often is that of time.
   */
  @Override
  public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits)
      throws IOException {
    List<FileSourceSplit> splits = new ArrayList<>();
    long bytes = 0;
    Map<String, FileStatus> files = list();
    for (FileStatus file : files.values()) {
      bytes += file.getLen();
      split(file, splits);
    }
    LOG.info("Reading {} files of {} bytes in {} parts", files.size(), bytes, splits.size());
    Collections.reverse(splits);
    return splits;
  }

  /** How many bytes the files have together. */
  long bytes() throws IOException {
    return list().values().stream().mapToLong(FileStatus::getLen).sum();
  }

  /** All files by their names, each once. */
  private Map<String, FileStatus> list() throws IOException {
    Map<String, FileStatus> files = new TreeMap<>();
    List<String> unmatched = new ArrayList<>();
    Map<String, Integer> matches = new TreeMap<>();
    for (PathPattern pattern : options.patterns()) {
      Map<String, FileStatus> found = FileLister.list(pattern, options);
      files.putAll(found);
      matches.merge(pattern.text(), found.size(), Integer::sum);
    }
    matches.forEach(
        (text, count) -> {
          if (count == 0) {
            unmatched.add("'" + text + "'");
          }
        });
    if (!unmatched.isEmpty() && !options.mayBeEmpty()) {
      throw new NoFilesException(
          "no file matches %s%s: check the path, or let it be empty: allowNoFiles(), in a definition allow-no-files: true"
              .formatted(
                  String.join(", ", unmatched),
                  options
                      .dates()
                      .map(d -> " and is in a folder of the dates " + d.range())
                      .orElse("")));
    }
    return options.dates().isPresent() ? inRange(files, options.dates().get()) : files;
  }

  private Map<String, FileStatus> inRange(Map<String, FileStatus> files, PathDates dates)
      throws IOException {
    Map<String, FileStatus> wanted = new TreeMap<>();
    List<String> dateless = new ArrayList<>();
    files.forEach(
        (name, file) -> {
          Optional<Boolean> wants = dates.wants(file.getPath().getPath());
          if (wants.isEmpty()) {
            dateless.add(name);
          } else if (wants.get()) {
            wanted.put(name, file);
          }
        });
    if (!dateless.isEmpty()) {
      throw new NoFilesException(
          "%d files have no date of the form '%s' in their paths, for example %s: narrow the path to those that have one, or leave the date range out"
              .formatted(
                  dateless.size(),
                  dates.form(),
                  String.join(", ", dateless.subList(0, Math.min(EXAMPLES, dateless.size())))));
    }
    if (wanted.isEmpty() && !options.mayBeEmpty()) {
      throw new NoFilesException(
          "none of the %d files found has a date %s in its path, by the form '%s': check the dates, or let it be empty: allowNoFiles(), in a definition allow-no-files: true"
              .formatted(files.size(), dates.range(), dates.form()));
    }
    return wanted;
  }

  private void split(FileStatus file, List<FileSourceSplit> splits) {
    long length = file.getLen();
    long size = options.splitBytes();
    boolean whole = size == 0 || Compression.ofName(file.getPath().getName()) != Compression.NONE;
    long offset = 0;
    while (!whole && length - offset > SLOP * size) {
      splits.add(part(file, offset, size, splits.size()));
      offset += size;
    }
    // An empty file is a part, too: for some formats that is an error.
    if (offset < length || length == 0) {
      splits.add(part(file, offset, length - offset, splits.size()));
    }
  }

  private static FileSourceSplit part(FileStatus file, long offset, long length, int number) {
    return new FileSourceSplit(
        "%010d".formatted(number),
        file.getPath(),
        offset,
        length,
        file.getModificationTime(),
        file.getLen());
  }
}
