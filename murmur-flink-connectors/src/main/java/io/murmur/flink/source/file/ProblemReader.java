package io.murmur.flink.source.file;

/** Stands for a file that cannot be read at all: one unreadable record, at its beginning. */
final class ProblemReader implements BatchReader {

  private final FileContext file;
  private final String problem;
  private boolean read;

  ProblemReader(FileContext file, String problem) {
    this.file = file;
    this.problem = problem;
  }

  @Override
  public RecordBatch readBatch() {
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
