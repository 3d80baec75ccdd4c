package io.murmur.flink.source.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/** Writes files of Parquet. */
final class ParquetFiles {

  private ParquetFiles() {}

  /**
   * Writes rows.
   *
   * @param rowGroupBytes about how large the groups of rows are
   * @param fill fills the row of a number
   */
  static Path write(
      Path file,
      MessageType schema,
      CompressionCodecName codec,
      int rows,
      long rowGroupBytes,
      BiConsumer<Group, Integer> fill)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withCompressionCodec(codec)
            .withRowGroupSize(rowGroupBytes)
            .withPageSize(512)
            .withMinRowCountForPageSizeCheck(10)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      for (int i = 0; i < rows; i++) {
        Group row = new SimpleGroup(schema);
        fill.accept(row, i);
        writer.write(row);
      }
    }
    return file;
  }

  /** Writes one row. */
  static Path write(Path file, MessageType schema, Group row) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .build()) {
      writer.write(row);
    }
    return file;
  }
}
