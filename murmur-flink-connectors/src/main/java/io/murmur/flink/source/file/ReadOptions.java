package io.murmur.flink.source.file;

import java.io.Serializable;
import java.util.List;

/**
 * How files are read; travels to the readers.
 *
 * @param format what the files are
 * @param maxRecordBytes the longest record that is read
 * @param onUnreadable what becomes of damaged files
 * @param csv how files of CSV are written
 * @param layout who wrote the files
 */
record ReadOptions(
    FileFormat format,
    int maxRecordBytes,
    OnUnreadableFile onUnreadable,
    Csv csv,
    FileLayout layout)
    implements Serializable {

  /** For files whose names say nothing of records. */
  ReadOptions(FileFormat format, int maxRecordBytes, OnUnreadableFile onUnreadable, Csv csv) {
    this(format, maxRecordBytes, onUnreadable, csv, FileLayout.FILES);
  }

  /**
   * How a file of CSV is written.
   *
   * @param delimiter between two fields; 0 for a tab in files called {@code .tsv} and a comma in
   *     all others
   * @param quote around fields
   * @param columns the names of the columns of files without a header; empty if the first row has
   *     them
   */
  record Csv(char delimiter, char quote, List<String> columns) implements Serializable {

    /** Chosen by the file's name. */
    static final char BY_NAME = 0;

    static final Csv DEFAULT = new Csv(BY_NAME, '"', List.of());
  }
}
