package io.murmur.flink.source.file;

import java.io.IOException;

/**
 * Gives the records of a file numbers for places, one after the other, and resumes by how many of
 * them were read: to know the number of a record, all before it have to be framed.
 */
final class NumberedReader implements BatchReader {

  private final BatchReader reader;
  private final long first;

  /** How many records are not handed on, since they were before. */
  private final long skipped;

  private long index;

  /**
   * Creates a reader.
   *
   * @param reader reads the whole file from its beginning
   * @param first the number of the file's first record
   * @param resume how many records were read before; negative for none
   */
  NumberedReader(BatchReader reader, long first, long resume) {
    this.reader = reader;
    this.first = first;
    this.skipped = Math.max(0, resume);
  }

  @Override
  public RecordBatch readBatch() throws IOException {
    while (true) {
      RecordBatch batch = reader.readBatch();
      if (batch == null) {
        return null;
      }
      int read = batch.size();
      batch.number(first, index, (int) Math.min(read, Math.max(0, skipped - index)));
      index += read;
      if (batch.size() > 0 || batch.fails()) {
        return batch;
      }
      batch.releaseBatch();
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
