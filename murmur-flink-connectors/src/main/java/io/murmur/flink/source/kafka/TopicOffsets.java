package io.murmur.flink.source.kafka;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks for the offsets of a topic, as a reader of committed records sees them. */
final class TopicOffsets implements AutoCloseable {

  private final KafkaConnection connection;
  private final String topic;
  private final Admin admin;

  TopicOffsets(KafkaConnection connection, String topic) {
    this.connection = connection;
    this.topic = topic;
    this.admin = KafkaErrors.open(connection, topic);
  }

  /** The topic; fails if there is none. */
  TopicDescription describe() throws IOException, InterruptedException {
    return ask(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
  }

  /** The numbers of a topic's partitions. */
  static List<Integer> partitions(TopicDescription topic) {
    return topic.partitions().stream().map(TopicPartitionInfo::partition).sorted().toList();
  }

  /** The first offset of each partition that is still there. */
  SortedMap<Integer, Long> first(Iterable<Integer> partitions)
      throws IOException, InterruptedException {
    return list(partitions, partition -> OffsetSpec.earliest());
  }

  /** The offset of each partition before which all transactions have ended. */
  SortedMap<Integer, Long> end(Iterable<Integer> partitions)
      throws IOException, InterruptedException {
    return list(partitions, partition -> OffsetSpec.latest());
  }

  /**
   * The first offset of each partition whose record is not before a moment, of those that are still
   * there; the partition's end if all are before it.
   */
  SortedMap<Integer, Long> at(SortedMap<Integer, Long> ends, Instant moment)
      throws IOException, InterruptedException {
    long millis = Math.max(0, ceil(moment));
    SortedMap<Integer, Long> answers =
        list(ends.keySet(), partition -> OffsetSpec.forTimestamp(millis));
    try {
      return FirstRecords.after(connection, topic, answers, ends, millis);
    } catch (KafkaException e) {
      throw KafkaErrors.translate(connection, topic, e);
    }
  }

  private static long ceil(Instant moment) {
    long floor = moment.toEpochMilli();
    return moment.isAfter(Instant.ofEpochMilli(floor)) ? floor + 1 : floor;
  }

  /** Where a group goes on, in the partitions for which it said so. */
  SortedMap<Integer, Long> committed(String group) throws IOException, InterruptedException {
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    Map<TopicPartition, OffsetAndMetadata> all =
        ask(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    all.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topic) && offset != null) {
            offsets.put(partition.partition(), offset.offset());
          }
        });
    return offsets;
  }

  private SortedMap<Integer, Long> list(
      Iterable<Integer> partitions, Function<Integer, OffsetSpec> spec)
      throws IOException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int partition : partitions) {
      wanted.put(new TopicPartition(topic, partition), spec.apply(partition));
    }
    Map<TopicPartition, ListOffsetsResultInfo> found =
        ask(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }

  private <T> T ask(KafkaFuture<T> answer) throws IOException, InterruptedException {
    return KafkaErrors.await(connection, topic, answer);
  }

  /**
   * Checks that the topic is the one that was there before.
   *
   * @param topicId its id then
   * @throws ScanException if it was deleted since
   */
  void requireSame(String topicId) throws IOException, InterruptedException {
    String now = describe().topicId().toString();
    if (!now.equals(topicId)) {
      throw new ScanException(
          "topic '%s' at %s was deleted and made anew (%s, and now %s), so what this run is to read is gone: start a new run into a new table"
              .formatted(topic, connection, topicId, now));
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
