package io.murmur.flink.source.file;

/**
 * How records lie in a file. Compression is another matter: every text format may be compressed.
 */
public enum FileFormat {
  /**
   * Told file by file: Parquet and Avro by their magic bytes, CSV by its name ({@code .csv}, {@code
   * .tsv}), JSON by its name ({@code .json}, {@code .jsonl}, {@code .ndjson}) or because it begins
   * with a brace or a bracket; a file of JSON is read as lines if its first value ends its line.
   */
  DETECT,
  /** One JSON value on each line, UTF-8. Plain files are split. */
  JSON_LINES,
  /** Any text, each line a record, UTF-8. Plain files are split. */
  TEXT_LINES,
  /**
   * JSON objects, or arrays, back to back, with or without whitespace between them, UTF-8: what
   * Firehose writes. Where one begins cannot be told from the middle of a file, so no file is
   * split.
   */
  CONCATENATED_JSON,
  /**
   * Comma-separated values as in RFC 4180, UTF-8, with a header. A quoted field may hold newlines,
   * so no file is split.
   */
  CSV,
  /** Parquet of any schema; each row is handed on as a JSON object. Split by row groups. */
  PARQUET,
  /**
   * Object container files of Avro, of any schema and with codecs {@code null}, {@code deflate},
   * {@code snappy}, {@code zstandard} or {@code bzip2}; each datum is handed on as JSON. No file is
   * split.
   */
  AVRO;

  /** Whether parts of a plain file may be read at the same time. */
  boolean splittable() {
    return this != CONCATENATED_JSON && this != CSV && this != AVRO;
  }
}
