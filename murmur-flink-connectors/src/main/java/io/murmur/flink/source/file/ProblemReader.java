package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import org.apache.flink.connector.file.src.reader.BulkFormat;

/** Stands for a file that cannot be read at all: one unreadable record, at its beginning. */
final class ProblemReader implements BulkFormat.Reader<SourceRecord> {

  private final FileContext file;
  private final String problem;
  private boolean read;

  ProblemReader(FileContext file, String problem) {
    this.file = file;
    this.problem = problem;
  }

  @Override
  public BulkFormat.RecordIterator<SourceRecord> readBatch() {
    if (read) {
      return null;
    }
    read = true;
    RecordBatch batch = new RecordBatch.Pool(file, 0).take(0);
    batch.addUnreadable(file.unreadable(new byte[0], 0, problem), RecordBatch.FINISHED);
    return batch;
  }

  @Override
  public void close() {}
}
