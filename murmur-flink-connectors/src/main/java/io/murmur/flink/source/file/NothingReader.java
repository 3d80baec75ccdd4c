package io.murmur.flink.source.file;

/** Reads a part of a file that has no records. */
final class NothingReader implements BatchReader {

  static final NothingReader INSTANCE = new NothingReader();

  private NothingReader() {}

  @Override
  public RecordBatch readBatch() {
    return null;
  }

  @Override
  public void close() {}
}
