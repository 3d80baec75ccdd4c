package io.murmur.flink.source.file;

import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the header of a file of CSV. */
final class CsvFiles {

  private static final int HEADER_CHUNK_BYTES = 1 << 14;

  private CsvFiles() {}

  /**
   * Finds the header, and leaves the input at the first row after it.
   *
   * @return the header; empty if the file has no row at all
   * @throws UnreadableFileException if the first row cannot be a header
   */
  static Optional<CsvHeader> openAtFirstRow(FileInput input, ReadOptions options)
      throws IOException {
    ReadOptions.Csv csv = options.csv();
    char delimiter = delimiter(input, csv);
    if (!csv.columns().isEmpty()) {
      return Optional.of(new CsvHeader(csv.columns(), delimiter, csv.quote()));
    }
    FileContext file = new FileContext(input.origin(), Map.of(), Optional.empty());
    // A separate reader, which must not fail by itself; the caller closes the input.
    TextReader reader =
        new TextReader(
            input,
            file,
            new CsvFramer(delimiter, csv.quote()),
            new ReadOptions(
                FileFormat.CSV, options.maxRecordBytes(), OnUnreadableFile.DEAD_LETTER, csv),
            false,
            Long.MAX_VALUE,
            HEADER_CHUNK_BYTES);
    RecordBatch first = reader.readBatch();
    if (first == null) {
      return Optional.empty();
    }
    var row = first.next();
    SourceRecord names = row.getRecord();
    try {
      if (!names.readable()) {
        throw new IOException(names.problem().orElseThrow());
      }
      CsvHeader header = CsvHeader.parse(names, delimiter, csv.quote());
      input.seek(row.getOffset());
      return Optional.of(header);
    } catch (FileBytes.UnreachableFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableFileException(
          "%s has no usable header in its first row: %s".formatted(input.origin(), e.getMessage()),
          e);
    }
  }

  private static char delimiter(FileInput input, ReadOptions.Csv csv) {
    if (csv.delimiter() != ReadOptions.Csv.BY_NAME) {
      return csv.delimiter();
    }
    String name = Compression.stripSuffix(input.origin()).toLowerCase(Locale.ROOT);
    return name.endsWith(".tsv") ? '\t' : ',';
  }
}
