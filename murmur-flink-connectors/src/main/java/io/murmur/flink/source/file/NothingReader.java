package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/** Reads a part of a file that has no records. */
final class NothingReader implements BulkFormat.Reader<SourceRecord> {

  static final NothingReader INSTANCE = new NothingReader();

  private NothingReader() {}

  @Override
  public BulkFormat.RecordIterator<SourceRecord> readBatch() {
    return null;
  }

  @Override
  public void close() {}
}
