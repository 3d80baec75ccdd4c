package io.murmur.flink.source.kafka;

import java.io.Serializable;

/**
 * What is read of a partition.
 *
 * @param partition its number
 * @param begin the first offset that is read
 * @param end the first offset after it that is not
 */
record PartitionRange(int partition, long begin, long end) implements Serializable {

  PartitionRange {
    if (partition < 0 || begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "there is no range %d-%d of a partition %d".formatted(begin, end, partition));
    }
  }

  boolean empty() {
    return begin == end;
  }

  /** How many offsets there are between the two. */
  long size() {
    return end - begin;
  }

  /** Both offsets as a text. */
  String text() {
    return begin + "-" + end;
  }

  static PartitionRange of(int partition, String text) {
    int dash = text.indexOf('-');
    if (dash < 1) {
      throw new IllegalArgumentException("'%s' is no range of offsets".formatted(text));
    }
    return new PartitionRange(
        partition,
        Long.parseLong(text.substring(0, dash)),
        Long.parseLong(text.substring(dash + 1)));
  }
}
