package io.murmur.flink.source.file;

import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * What the job manager knows of the files of a run: those that no reader was given, by their
 * fingerprints, and what readers gave back.
 */
public final class FileListState {

  private final boolean planned;
  private final List<PlannedFiles> files;
  private final String after;
  private final long offset;
  private final long nextPart;
  private final List<FileSourceSplit> back;

  /**
   * Creates one.
   *
   * @param planned whether the files of the run are known
   * @param files of which something is left, in order
   * @param after the name of the last file that was handed out whole; empty for none
   * @param offset up to where the first of the files is handed out
   * @param nextPart the number of the next part
   * @param back parts that readers gave back
   */
  FileListState(
      boolean planned,
      List<PlannedFiles> files,
      String after,
      long offset,
      long nextPart,
      List<FileSourceSplit> back) {
    this.planned = planned;
    this.files = List.copyOf(files);
    this.after = after;
    this.offset = offset;
    this.nextPart = nextPart;
    this.back = List.copyOf(back);
  }

  /** A run that begins. */
  static FileListState begin() {
    return new FileListState(false, List.of(), "", 0, 0, List.of());
  }

  boolean planned() {
    return planned;
  }

  List<PlannedFiles> files() {
    return files;
  }

  String after() {
    return after;
  }

  long offset() {
    return offset;
  }

  long nextPart() {
    return nextPart;
  }

  List<FileSourceSplit> back() {
    return back;
  }
}
