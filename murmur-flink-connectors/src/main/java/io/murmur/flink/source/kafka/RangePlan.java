package io.murmur.flink.source.kafka;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What is read of a topic, decided. As a handoff token its position has {@code topicId}, for each
 * partition {@code partition:<n>} with the offset at which a live feed goes on, and {@code
 * eventTime} where the live feed is to take only events from a time on, up to the end of the range;
 * its ranges are what is read of each partition. {@link KafkaCut} says it to a feed.
 *
 * @param topicId which tells a topic from one that was made later under its name
 * @param ranges by partition, in their order; may be empty ones
 */
record RangePlan(String topicId, List<PartitionRange> ranges) implements Serializable {

  private static final String TOPIC_ID = "topicId";
  private static final String EVENT_TIME = "eventTime";
  private static final String PARTITION = "partition:";

  RangePlan {
    ranges = ranges.stream().sorted(Comparator.comparingInt(PartitionRange::partition)).toList();
  }

  /** The first part of the source's name in tokens. */
  static String origin(String topic) {
    return "kafka:" + topic;
  }

  /** How many offsets are read. */
  long size() {
    return ranges.stream().mapToLong(PartitionRange::size).sum();
  }

  /**
   * This as a token.
   *
   * @param next where a live feed goes on, by partition
   * @param eventTime the first time of events that it takes; {@link Instant#MAX} for all
   */
  HandoffToken token(
      String topic,
      Map<Integer, Long> next,
      Instant eventTime,
      Instant takenAt,
      String pipeline,
      String run) {
    SortedMap<String, String> position = new TreeMap<>();
    SortedMap<String, String> read = new TreeMap<>();
    position.put(TOPIC_ID, topicId);
    if (!eventTime.equals(Instant.MAX)) {
      position.put(EVENT_TIME, eventTime.toString());
    }
    next.forEach((partition, offset) -> position.put(PARTITION + partition, offset.toString()));
    ranges.forEach(range -> read.put(PARTITION + range.partition(), range.text()));
    return new Handoff(origin(topic), position, read, takenAt, pipeline, run).token();
  }

  /**
   * What a token says is read.
   *
   * @throws ScanException if it is not one of a range of this topic
   */
  static RangePlan of(String topic, HandoffToken token) {
    Handoff handoff = handoff(topic, token);
    List<PartitionRange> ranges = new ArrayList<>();
    return undamaged(
        topic,
        () -> {
          handoff
              .ranges()
              .forEach((name, text) -> ranges.add(PartitionRange.of(partition(name), text)));
          return new RangePlan(handoff.position().getOrDefault(TOPIC_ID, ""), ranges);
        });
  }

  /** Where a token says that a live feed goes on, by partition. */
  static SortedMap<Integer, Long> next(String topic, HandoffToken token) {
    SortedMap<Integer, Long> next = new TreeMap<>();
    Handoff handoff = handoff(topic, token);
    return undamaged(
        topic,
        () -> {
          handoff
              .position()
              .forEach(
                  (name, offset) -> {
                    if (name.startsWith(PARTITION)) {
                      next.put(partition(name), Long.valueOf(offset));
                    }
                  });
          return next;
        });
  }

  /** From what time on a token says that a live feed takes events; {@link Instant#MIN} for all. */
  static Instant eventsFrom(String topic, HandoffToken token) {
    String time = handoff(topic, token).position().get(EVENT_TIME);
    return time == null ? Instant.MIN : undamaged(topic, () -> Instant.parse(time));
  }

  private static int partition(String name) {
    return Integer.parseInt(name.substring(PARTITION.length()));
  }

  private static Handoff handoff(String topic, HandoffToken token) {
    return Handoff.read(token)
        .filter(read -> read.source().equals(origin(topic)) && !read.ranges().isEmpty())
        .orElseThrow(
            () ->
                new ScanException(
                    "the handoff token is not one of a range of topic '%s', which says what the run reads: leave the token away, and the topic gives its own"
                        .formatted(topic)));
  }

  private static <R> R undamaged(String topic, Supplier<R> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeParseException e) {
      throw new ScanException(
          "the handoff token of topic '%s' is damaged: %s".formatted(topic, e.getMessage()), e);
    }
  }
}
