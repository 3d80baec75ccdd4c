package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.util.InstantiationUtil;

/** Reads files as a task does, without a job. */
final class Reading {

  private static final Configuration CONFIGURATION = new Configuration();

  private final ReadOptions options;

  private Reading(ReadOptions options) {
    this.options = options;
  }

  static Reading of(FileFormat format) {
    return new Reading(
        new ReadOptions(format, 1 << 20, OnUnreadableFile.FAIL, ReadOptions.Csv.DEFAULT));
  }

  Reading maxRecordBytes(int max) {
    return new Reading(
        new ReadOptions(
            options.format(), max, options.onUnreadable(), options.csv(), options.layout()));
  }

  Reading layout(FileLayout layout) {
    return new Reading(
        new ReadOptions(
            options.format(),
            options.maxRecordBytes(),
            options.onUnreadable(),
            options.csv(),
            layout));
  }

  Reading deadLetters() {
    return new Reading(
        new ReadOptions(
            options.format(),
            options.maxRecordBytes(),
            OnUnreadableFile.DEAD_LETTER,
            options.csv(),
            options.layout()));
  }

  Reading csv(char delimiter, char quote, String... columns) {
    return new Reading(
        new ReadOptions(
            options.format(),
            options.maxRecordBytes(),
            options.onUnreadable(),
            new ReadOptions.Csv(delimiter, quote, List.of(columns)),
            options.layout()));
  }

  /** A record with the place from where the file would be resumed after it. */
  record Read(SourceRecord record, long resume) {
    String text() {
      return record.text();
    }

    long position() {
      return record.position();
    }
  }

  List<Read> all(Path file) throws IOException {
    return part(file, 0, Files.size(file));
  }

  List<String> texts(Path file) throws IOException {
    return all(file).stream().map(Read::text).toList();
  }

  /** The records of all parts of a size, one part after the other. */
  List<Read> inParts(Path file, long size) throws IOException {
    List<Read> records = new ArrayList<>();
    for (long offset = 0; offset < Files.size(file); offset += size) {
      records.addAll(part(file, offset, Math.min(size, Files.size(file) - offset)));
    }
    return records;
  }

  List<Read> part(Path file, long offset, long length) throws IOException {
    return read(split(file, offset, length));
  }

  /** What a task reads that was restored to a position. */
  List<Read> resumed(Path file, long offset, long length, long resume) throws IOException {
    return read(
        split(file, offset, length)
            .updateWithCheckpointedPosition(new CheckpointedPosition(resume, 0)));
  }

  List<Read> read(FileSourceSplit split) throws IOException {
    List<Read> records = new ArrayList<>();
    readInto(records, split);
    return records;
  }

  /** Reads until the end or an error; what was read before it is in the list. */
  void readInto(List<Read> records, FileSourceSplit split) throws IOException {
    try (BulkFormat.Reader<SourceRecord> reader = open(split)) {
      BulkFormat.RecordIterator<SourceRecord> batch = reader.readBatch();
      while (batch != null) {
        RecordAndPosition<SourceRecord> next = batch.next();
        while (next != null) {
          records.add(new Read(next.getRecord().copy(), next.getOffset()));
          next = batch.next();
        }
        batch.releaseBatch();
        batch = reader.readBatch();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  BulkFormat.Reader<SourceRecord> open(FileSourceSplit split) throws IOException {
    RecordFormat format;
    try {
      format = InstantiationUtil.clone(new RecordFormat(options));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return split.getReaderPosition().isPresent()
        ? format.restoreReader(CONFIGURATION, split)
        : format.createReader(CONFIGURATION, split);
  }

  static FileSourceSplit split(Path file, long offset, long length) throws IOException {
    return new FileSourceSplit(
        "1",
        new org.apache.flink.core.fs.Path(file.toUri()),
        offset,
        length,
        Files.getLastModifiedTime(file).toMillis(),
        Files.size(file));
  }
}
