package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.murmur.flink.source.file.FileBytes.UnreachableFileException;
import java.io.IOException;
import org.apache.flink.util.ExceptionUtils;

/**
 * Reads rows of a format that is not text as JSON. The place of a row is its number in the file.
 */
abstract class RowReader implements BatchReader {

  private static final int BATCH_BYTES = 1 << 20;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .rootValueSeparator((String) null)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  /** The number of the next row. */
  long row;

  private final String format;
  private final FileInput input;
  private final FileContext file;
  private final ReadOptions options;
  private final RecordBatch.Pool pool;
  private boolean finished;

  RowReader(String format, FileInput input, FileContext file, ReadOptions options) {
    this.format = format;
    this.input = input;
    this.file = file;
    this.options = options;
    this.pool = new RecordBatch.Pool(file, BATCH_BYTES);
  }

  /** Goes to the next row, over those that were read before; false if there is none. */
  abstract boolean nextRow() throws IOException;

  /** Writes the next row. */
  abstract void write(JsonGenerator json) throws IOException;

  /** Releases what reads the rows. */
  abstract void closeRows() throws IOException;

  /** What an exception means that comes of reading a file. */
  static IOException damaged(String format, FileInput input, Exception e, String where) {
    return ExceptionUtils.findThrowable(e, UnreachableFileException.class)
        .map(IOException.class::cast)
        .orElseGet(
            () ->
                new UnreadableFileException(
                    "%s is no %s, or damaged%s: %s"
                        .formatted(input.origin(), format, where, e.getMessage()),
                    e));
  }

  @Override
  public RecordBatch readBatch() throws IOException {
    if (finished) {
      return null;
    }
    RecordBatch batch = pool.take(BATCH_BYTES);
    try {
      fill(batch);
    } catch (IOException | RuntimeException e) {
      breakOff(batch, damaged(format, input, e, " at row " + row));
    }
    if (finished) {
      input.requireUnchanged();
    }
    return batch.size() == 0 && !batch.fails() ? null : batch;
  }

  private void fill(RecordBatch batch) throws IOException {
    RowOutput out = new RowOutput(batch, options.maxRecordBytes());
    try (JsonGenerator generator = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      while (out.end() < BATCH_BYTES) {
        if (!nextRow()) {
          finished = true;
          return;
        }
        out.beginRow();
        write(generator);
        generator.flush();
        add(batch, out);
        row++;
      }
    }
  }

  private void add(RecordBatch batch, RowOutput out) {
    if (out.isWhole()) {
      batch.add(out.begin(), out.end() - out.begin(), row, row + 1);
    } else {
      byte[] excerpt = out.excerpt();
      String reason = TextReader.tooLong(options.maxRecordBytes());
      batch.addUnreadable(file.unreadable(excerpt, row, reason), row + 1);
    }
  }

  private void breakOff(RecordBatch batch, IOException damage) throws IOException {
    finished = true;
    if (!(damage instanceof UnreadableFileException)) {
      throw damage;
    }
    if (options.onUnreadable() == OnUnreadableFile.FAIL) {
      batch.failAtEnd(new IOException(damage.getMessage() + OnUnreadableFile.WAY_OUT, damage));
    } else {
      String reason = damage.getMessage() + "; the rows after it in this part are not read either";
      batch.addUnreadable(file.unreadable(new byte[0], row, reason), RecordBatch.FINISHED);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      closeRows();
    } finally {
      input.close();
    }
  }
}
