package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/** Reads the records of a part of a file, batch by batch. */
interface BatchReader extends BulkFormat.Reader<SourceRecord> {

  /** The next records; null at the end. */
  @Override
  RecordBatch readBatch() throws IOException;
}
