package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.formats.parquet.ParquetInputFile;
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
 * it.
 */
final class ParquetReader extends RowReader {

  private static final String FORMAT = "Parquet";

  private final ParquetFileReader parquet;
  private final MessageType schema;
  private final MessageColumnIO columns;
  private final ParquetJson.Row json;
  private final long resume;

  /** Where the group of rows ends that the next one is in. */
  private long endOfGroup;

  private RecordReader<Group> group;
  private int nextGroup;

  private ParquetReader(
      FileInput input,
      FileContext file,
      ReadOptions options,
      ParquetFileReader parquet,
      long resume) {
    super(FORMAT, input, file, options);
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
      throw damaged(FORMAT, input, e, "");
    }
  }

  @Override
  boolean nextRow() throws IOException {
    while (row == endOfGroup) {
      if (nextGroup == parquet.getRowGroups().size()) {
        return false;
      }
      openGroup(parquet.getRowGroups().get(nextGroup++));
    }
    return true;
  }

  @Override
  void write(JsonGenerator generator) throws IOException {
    json.write(group.read(), generator);
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

  @Override
  void closeRows() throws IOException {
    parquet.close();
  }
}
