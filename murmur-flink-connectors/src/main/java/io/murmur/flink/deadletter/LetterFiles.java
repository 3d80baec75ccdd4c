package io.murmur.flink.deadletter;

import io.murmur.flink.source.SourceRecord;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Finds and reads the files of a run's dead letters. */
public final class LetterFiles {

  private static final int BUFFER = 64 * 1024;
  private static final Comparator<Path> BY_NAME = Comparator.comparing(Path::toString);

  private LetterFiles() {}

  /** Takes the letters of a file, one after the other. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes a letter.
     *
     * @param offset where its line begins in the file
     */
    void accept(FiledLetter letter, long offset) throws IOException;
  }

  /** The files of records in a folder that are complete, in the order of their names. */
  public static List<Path> records(LetterFolder folder) throws IOException {
    return list(folder.records()).stream()
        .map(FileStatus::getPath)
        .filter(
            path ->
                path.getName().startsWith(LetterFolder.PREFIX + "-")
                    && path.getName().endsWith(LetterFolder.SUFFIX))
        .sorted(BY_NAME)
        .toList();
  }

  /** The files of merges in a folder, in the order of their stamps and names. */
  public static List<Path> merges(LetterFolder folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (FileStatus stamp : list(folder.merges())) {
      if (stamp.isDir()) {
        files.addAll(mergesIn(stamp.getPath()));
      }
    }
    return files.stream().sorted(BY_NAME).toList();
  }

  static List<Path> mergesIn(Path stamp) throws IOException {
    return list(stamp).stream()
        .map(FileStatus::getPath)
        .filter(path -> !path.getName().startsWith("."))
        .filter(path -> path.getName().endsWith(LetterFolder.MERGE_SUFFIX))
        .toList();
  }

  /**
   * Reads all letters of a file.
   *
   * @throws IOException if the file cannot be read, or has a line that is not a letter
   */
  public static void read(Path file, Visitor visitor) throws IOException {
    try (InputStream in = new BufferedInputStream(file.getFileSystem().open(file), BUFFER)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      long offset = 0;
      long begin = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        offset++;
        if (b == '\n') {
          visit(file, line, begin, visitor);
          begin = offset;
        } else {
          line.write(b);
        }
      }
      visit(file, line, begin, visitor);
    }
  }

  private static void visit(Path file, ByteArrayOutputStream line, long begin, Visitor visitor)
      throws IOException {
    if (line.size() > 0) {
      visitor.accept(
          LetterFormat.read(line.toByteArray(), 0, line.size(), file + ":" + begin), begin);
      line.reset();
    }
  }

  /** The letter that is a line of a file of letters. */
  public static FiledLetter letter(SourceRecord line) throws IOException {
    return LetterFormat.read(line.buffer(), line.offset(), line.length(), line.place());
  }

  /** The merge that is a line of a file of merges. */
  public static FiledMerge merge(SourceRecord line) throws IOException {
    return MergeLetterFormat.read(line.buffer(), line.offset(), line.length(), line.place());
  }

  /** The merge of a file. */
  public static FiledMerge merge(Path file) throws IOException {
    byte[] bytes = WholeFiles.read(file);
    return MergeLetterFormat.read(bytes, 0, bytes.length, file.toString());
  }

  /** What is in a folder; nothing if there is no such folder. */
  private static List<FileStatus> list(Path folder) throws IOException {
    FileSystem files = folder.getFileSystem();
    try {
      return Optional.ofNullable(files.listStatus(folder)).map(List::of).orElse(List.of());
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
