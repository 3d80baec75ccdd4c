package io.murmur.flink.source.file;

/**
 * Bounded sources of the records in files. Each method begins one, and takes any number of paths:
 *
 * <pre>{@code
 * RecordFileSource edits =
 *     FileSources.jsonLines("s3://archive/edits/**")
 *         .dateRange("dt={yyyy-MM-dd}", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 2, 1))
 *         .build();
 * environment.fromSource(edits, WatermarkStrategy.noWatermarks(), "edits");
 * }</pre>
 *
 * <p>A path is a file, a folder (then all files below it are read), or a pattern: {@code *} and
 * {@code ?} for any characters or one of a name, {@code [a-z]} for one of some, {@code {a,b}} for
 * one of several texts, {@code **} for any number of folders; a backslash takes away what the next
 * character means. It may be of any file system that Flink knows: {@code /data/edits}, {@code
 * s3://bucket/prefix/**}. Hidden files and what is left beside the data are left out: names that
 * begin with a dot or an underscore, checksums, unfinished copies, markers of folders. A file that
 * matches two paths is read once.
 *
 * <p>Files may be compressed by gzip, zstd or bzip2, which their first bytes tell. Folders called
 * {@code name=value}, as Hive and Spark write them, give each record its {@link
 * io.murmur.flink.source.SourceRecord#partitions() partitions}.
 *
 * <p>A record's place is its file and the offset of its first byte in the file's (decompressed)
 * content, or the number of its row in Parquet. It does not depend on how the file was split, on
 * parallelism or on restarts, so it serves as the event's id.
 *
 * <p>What is read is what was there when the run began: a file that has changed or vanished since
 * fails the run.
 */
public final class FileSources {

  /** How Firehose writes hours into paths. */
  public static final String FIREHOSE_FORM = "{yyyy}/{MM}/{dd}/{HH}";

  private static final String FIREHOSE_HOURS =
      "/[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]/[0-9][0-9]";

  private FileSources() {}

  /** Files whose format is told one by one: see {@link FileFormat#DETECT}. */
  public static FileSourceBuilder detect(String... paths) {
    return new FileSourceBuilder(FileFormat.DETECT, paths);
  }

  /** Files of JSON, one value on each line. */
  public static FileSourceBuilder jsonLines(String... paths) {
    return new FileSourceBuilder(FileFormat.JSON_LINES, paths);
  }

  /** Files of JSON values back to back, as Firehose writes them. */
  public static FileSourceBuilder concatenatedJson(String... paths) {
    return new FileSourceBuilder(FileFormat.CONCATENATED_JSON, paths);
  }

  /** Files of CSV with a header. */
  public static FileSourceBuilder csv(String... paths) {
    return new FileSourceBuilder(FileFormat.CSV, paths);
  }

  /** Files of lines. */
  public static FileSourceBuilder textLines(String... paths) {
    return new FileSourceBuilder(FileFormat.TEXT_LINES, paths);
  }

  /** Files of Parquet; needs the optional dependencies on Parquet and Hadoop. */
  public static FileSourceBuilder parquet(String... paths) {
    return new FileSourceBuilder(FileFormat.PARQUET, paths);
  }

  /**
   * Object container files of Avro, each datum as JSON.
   *
   * @param paths as of {@link #jsonLines}
   */
  public static FileSourceBuilder avro(String... paths) {
    return new FileSourceBuilder(FileFormat.AVRO, paths);
  }

  /**
   * What Firehose put into S3, below folders of hours: see {@link FileLayout#FIREHOSE}. Objects
   * that lie elsewhere, such as those that Firehose could not process, are left out.
   *
   * @param prefixes folders in which those of years lie
   */
  public static FileSourceBuilder firehose(String... prefixes) {
    String[] paths = new String[prefixes.length];
    for (int i = 0; i < prefixes.length; i++) {
      paths[i] = prefixes[i].replaceAll("/+$", "") + FIREHOSE_HOURS;
    }
    return new FileSourceBuilder(FileFormat.DETECT, paths).layout(FileLayout.FIREHOSE);
  }

  /**
   * What Kafka Connect put into S3: see {@link FileLayout#KAFKA_CONNECT}.
   *
   * @param paths folders, files or patterns; the folder of a topic, or one above it
   */
  public static FileSourceBuilder kafkaConnect(String... paths) {
    return new FileSourceBuilder(FileFormat.DETECT, paths).layout(FileLayout.KAFKA_CONNECT);
  }

  /** Files of a format. */
  public static FileSourceBuilder of(FileFormat format, String... paths) {
    return new FileSourceBuilder(format, paths);
  }
}
