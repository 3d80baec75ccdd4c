package io.murmur.flink.source.file;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Where rows are written to: the buffer of a batch. Of a row that is too long only the beginning.
 */
final class RowOutput extends OutputStream {

  private final RecordBatch batch;
  private final int maxRecordBytes;
  private int begin;
  private int end;
  private boolean dropped;

  RowOutput(RecordBatch batch, int maxRecordBytes) {
    this.batch = batch;
    this.maxRecordBytes = maxRecordBytes;
  }

  void beginRow() {
    begin = end;
    dropped = false;
  }

  int begin() {
    return begin;
  }

  int end() {
    return end;
  }

  boolean isWhole() {
    return !dropped;
  }

  /** The beginning of a row that is too long, which is taken back. */
  byte[] excerpt() {
    end = begin;
    return Arrays.copyOfRange(batch.buffer(), begin, begin + TextReader.EXCERPT_BYTES);
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int kept = Math.min(length, maxRecordBytes - (end - begin));
    dropped |= kept < length;
    int capacity = batch.buffer().length;
    if (end + kept > capacity) {
      batch.grow(Math.max(end + kept, 2 * capacity));
    }
    System.arraycopy(bytes, offset, batch.buffer(), end, kept);
    end += kept;
  }
}
