package io.murmur.flink.source.file;

import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;

/**
 * Opens parts of files: finds out what the file is, and starts the reader for it where the part
 * begins or where it was left.
 *
 * <p>Whether a file can be read in parts may only show when it is opened (a compressed file need
 * not be called so). Then its first part has all of it, and the others have nothing.
 */
final class RecordFormat implements BulkFormat<SourceRecord, FileSourceSplit> {

  private static final long serialVersionUID = 1L;

  private final ReadOptions options;

  RecordFormat(ReadOptions options) {
    this.options = options;
  }

  @Override
  public Reader<SourceRecord> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return open(split, CheckpointedPosition.NO_OFFSET);
  }

  @Override
  public Reader<SourceRecord> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return open(split, split.getReaderPosition().orElseThrow().getOffset());
  }

  private Reader<SourceRecord> open(FileSourceSplit split, long resume) throws IOException {
    if (resume == RecordBatch.FINISHED) {
      return NothingReader.INSTANCE;
    }
    Optional<KafkaObject> kafka = kafka(split);
    try {
      FileInput input = FileInput.open(split);
      try {
        return kafka.isPresent()
            ? new NumberedReader(
                read(input, split, CheckpointedPosition.NO_OFFSET),
                kafka.get().firstOffset(),
                resume)
            : read(input, split, resume);
      } catch (IOException | RuntimeException e) {
        input.close();
        throw e;
      }
    } catch (UnreadableFileException e) {
      return unreadable(split, e);
    }
  }

  private BatchReader unreadable(FileSourceSplit split, UnreadableFileException e)
      throws IOException {
    if (options.onUnreadable() == OnUnreadableFile.FAIL) {
      throw new IOException(e.getMessage() + OnUnreadableFile.WAY_OUT, e);
    }
    return split.offset() == 0
        ? new ProblemReader(context(split, Optional.empty()), e.getMessage())
        : NothingReader.INSTANCE;
  }

  private BatchReader read(FileInput input, FileSourceSplit split, long resume) throws IOException {
    FileFormat format = format(input);
    boolean splittable = format.splittable() && (input.compression() == Compression.NONE);
    if (!splittable && split.offset() > 0) {
      input.close();
      return NothingReader.INSTANCE;
    }
    return switch (format) {
      case JSON_LINES, TEXT_LINES -> lines(input, split, resume, splittable);
      case CONCATENATED_JSON -> {
        input.seek(Math.max(0, resume));
        yield text(input, context(split, Optional.empty()), new JsonFramer());
      }
      case CSV -> csv(input, split, resume);
      case PARQUET -> parquet(input, split, resume);
      case AVRO -> avro(input, split, resume);
      case DETECT -> throw new IllegalStateException("a detected format is not a format");
    };
  }

  private FileFormat format(FileInput input) throws IOException {
    if (options.format() != FileFormat.DETECT) {
      return options.format();
    }
    FileFormat detected = FormatDetector.detect(input);
    // Behind a first value that is a line, Firehose may have put others that are not.
    return options.layout() == FileLayout.FIREHOSE && detected == FileFormat.JSON_LINES
        ? FileFormat.CONCATENATED_JSON
        : detected;
  }

  private TextReader lines(FileInput input, FileSourceSplit split, long resume, boolean splittable)
      throws IOException {
    long end = splittable ? split.offset() + split.length() : Long.MAX_VALUE;
    boolean midRecord = resume < 0 && split.offset() > 0;
    // One byte early: if that is a newline, a line begins where the part does.
    input.seek(midRecord ? split.offset() - 1 : Math.max(0, resume));
    return new TextReader(
        input,
        context(split, Optional.empty()),
        new LineFramer(),
        options,
        midRecord,
        end,
        TextReader.CHUNK_BYTES);
  }

  private TextReader text(FileInput input, FileContext context, Framer framer) {
    return new TextReader(
        input, context, framer, options, false, Long.MAX_VALUE, TextReader.CHUNK_BYTES);
  }

  private BatchReader csv(FileInput input, FileSourceSplit split, long resume) throws IOException {
    Optional<CsvHeader> header = CsvFiles.openAtFirstRow(input, options);
    if (header.isEmpty()) {
      input.close();
      return NothingReader.INSTANCE;
    }
    if (resume >= 0) {
      input.seek(resume);
    }
    Framer framer = new CsvFramer(header.get().delimiter(), header.get().quote());
    return text(input, context(split, header), framer);
  }

  private BatchReader parquet(FileInput input, FileSourceSplit split, long resume)
      throws IOException {
    if (split.fileSize() == 0) {
      throw new UnreadableFileException(input.origin() + " is empty, and not Parquet");
    }
    try {
      return ParquetReader.open(input, context(split, Optional.empty()), options, split, resume);
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "%s is Parquet, and reading that needs what is not on the class path: flink-parquet, parquet-hadoop, hadoop-client-api and hadoop-client-runtime (%s)"
              .formatted(input.origin(), e.getMessage()),
          e);
    }
  }

  private BatchReader avro(FileInput input, FileSourceSplit split, long resume) throws IOException {
    if (split.fileSize() == 0) {
      throw new UnreadableFileException(input.origin() + " is empty, and not Avro");
    }
    try {
      return AvroReader.open(input, context(split, Optional.empty()), options, resume);
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "%s is Avro, and reading that needs what is not on the class path: avro, and for its codecs snappy-java and zstd-jni (%s)"
              .formatted(input.origin(), e.getMessage()),
          e);
    }
  }

  private Optional<KafkaObject> kafka(FileSourceSplit split) {
    return options.layout() == FileLayout.KAFKA_CONNECT
        ? KafkaObject.of(split.path())
        : Optional.empty();
  }

  private FileContext context(FileSourceSplit split, Optional<CsvHeader> header) {
    Optional<KafkaObject> kafka = kafka(split);
    return new FileContext(
        kafka.map(KafkaObject::origin).orElseGet(() -> Origins.of(split.path())),
        HivePartitions.of(split.path()),
        header);
  }

  @Override
  public boolean isSplittable() {
    return options.format().splittable();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordTypeInfo.INSTANCE;
  }
}
