package io.murmur.flink.source.file;

/** Who wrote the files, which says what their names mean. */
public enum FileLayout {
  /** Anyone; names say nothing of records. */
  FILES,
  /**
   * Firehose: {@code <prefix>/YYYY/MM/DD/HH/<object>} by the hour (UTC) in which the records
   * arrived, JSON objects back to back, with or without newlines. Objects may be compressed, and
   * may hold records that their producers had compressed before, as CloudWatch's are.
   */
  FIREHOSE,
  /**
   * The S3 sink of Kafka Connect: {@code <prefix>/<topic>/partition=<n>/<topic>+<n>+<first
   * offset>.<format>}. Each such object holds the records of one partition from its first offset
   * on, so a record's place is topic, partition and offset: {@code <topic>/<n>/<offset>}. In a
   * topic with gaps (compacted, or written in transactions) that offset may be lower than Kafka's,
   * but is still the record's alone. Objects below folders of another kind, of dates or fields,
   * hold records that lie between those of other objects: they keep the place that they have in
   * their file.
   */
  KAFKA_CONNECT
}
