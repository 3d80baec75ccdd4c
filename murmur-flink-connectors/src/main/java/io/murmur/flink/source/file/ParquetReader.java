package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.murmur.flink.source.file.FileBytes.UnreachableFileException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.formats.parquet.ParquetInputFile;
import org.apache.flink.util.ExceptionUtils;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reads rows of Parquet as JSON objects. A part of a file has the groups of rows whose middle is in
 * it. The place of a row is its number in the file.
 */
final class ParquetReader implements BatchReader {

  private static final int BATCH_BYTES = 1 << 20;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .rootValueSeparator((String) null)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private final FileInput input;
  private final FileContext file;
  private final ReadOptions options;
  private final RecordBatch.Pool pool;
  private final ParquetFileReader parquet;
  private final MessageType schema;
  private final MessageColumnIO columns;
  private final ParquetJson.Row json;
  private final long resume;

  /** The next row, and where the group of rows ends that it is in. */
  private long row;

  private long endOfGroup;
  private RecordReader<Group> group;
  private int nextGroup;
  private boolean finished;

  private ParquetReader(
      FileInput input,
      FileContext file,
      ReadOptions options,
      ParquetFileReader parquet,
      long resume) {
    this.input = input;
    this.file = file;
    this.options = options;
    this.pool = new RecordBatch.Pool(file, BATCH_BYTES);
    this.parquet = parquet;
    this.schema = parquet.getFooter().getFileMetaData().getSchema();
    this.columns = new ColumnIOFactory().getColumnIO(schema);
    this.json = ParquetJson.rowOf(schema);
    this.resume = resume;
  }

  /**
   * Opens a part of a file.
   *
   * @param resume the first row to read, or a negative number for all of the part
   * @throws UnreadableFileException if it is not Parquet, or damaged
   */
  static ParquetReader open(
      FileInput input, FileContext file, ReadOptions options, FileSourceSplit split, long resume)
      throws IOException {
    ParquetReadOptions part =
        new ParquetReadOptions.Builder(new PlainParquetConfiguration())
            .withRange(split.offset(), split.offset() + split.length())
            .usePageChecksumVerification()
            .build();
    try {
      input.seek(0);
      ParquetFileReader parquet =
          ParquetFileReader.open(new ParquetInputFile(input.bytes(), input.bytes().size()), part);
      return new ParquetReader(input, file, options, parquet, resume);
    } catch (IOException | RuntimeException e) {
      throw damaged(input, e, "");
    }
  }

  private static IOException damaged(FileInput input, Exception e, String where) {
    return ExceptionUtils.findThrowable(e, UnreachableFileException.class)
        .map(IOException.class::cast)
        .orElseGet(
            () ->
                new UnreadableFileException(
                    "%s is no Parquet, or damaged%s: %s"
                        .formatted(input.origin(), where, e.getMessage()),
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
      breakOff(batch, damaged(input, e, " at row " + row));
    }
    if (finished) {
      input.requireUnchanged();
    }
    return batch.size() == 0 && !batch.fails() ? null : batch;
  }

  private void fill(RecordBatch batch) throws IOException {
    RowOutput out = new RowOutput(batch, options.maxRecordBytes());
    try (JsonGenerator generator = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      while (out.end < BATCH_BYTES && nextRow()) {
        out.beginRow();
        json.write(group.read(), generator);
        generator.flush();
        add(batch, out);
        row++;
      }
    }
  }

  private void add(RecordBatch batch, RowOutput out) {
    if (out.isWhole()) {
      batch.add(out.begin, out.end - out.begin, row, row + 1);
    } else {
      byte[] excerpt = out.excerpt();
      String reason = TextReader.tooLong(options.maxRecordBytes());
      batch.addUnreadable(file.unreadable(excerpt, row, reason), row + 1);
    }
  }

  /** Goes to the next row, over those that were read before. */
  private boolean nextRow() throws IOException {
    while (row == endOfGroup) {
      if (nextGroup == parquet.getRowGroups().size()) {
        finished = true;
        return false;
      }
      openGroup(parquet.getRowGroups().get(nextGroup++));
    }
    return true;
  }

  private void openGroup(BlockMetaData next) throws IOException {
    row = next.getRowIndexOffset();
    endOfGroup = row + next.getRowCount();
    if (endOfGroup <= resume || row == endOfGroup) {
      parquet.skipNextRowGroup();
      row = endOfGroup;
      return;
    }
    group = columns.getRecordReader(parquet.readNextRowGroup(), new GroupRecordConverter(schema));
    for (; row < resume; row++) {
      group.read();
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
      parquet.close();
    } finally {
      input.close();
    }
  }

  /**
   * Where rows are written to: the buffer of a batch. Of a row that is too long only the beginning.
   */
  private static final class RowOutput extends OutputStream {

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
}
