package io.murmur.flink.source.kafka;

import io.murmur.flink.source.scan.ScanException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the first committed record of each partition that is not before a time. A broker, asked for
 * that, may answer with a marker of a transaction, which has the time of the commit and not that of
 * the records around it, or with a record of a transaction that was aborted. So it is read on from
 * the answer, mostly one record.
 */
final class FirstRecords {

  /** Generous: only many old records after a new marker take long. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConnection connection;
  private final String topic;
  private final long millis;
  private final SortedMap<Integer, Long> found = new TreeMap<>();
  private final Map<TopicPartition, Long> sought = new HashMap<>();

  private FirstRecords(KafkaConnection connection, String topic, long millis) {
    this.connection = connection;
    this.topic = topic;
    this.millis = millis;
  }

  /**
   * Reads on.
   *
   * @param answers the broker's, by partition; -1 where there is no such record
   * @param ends where it is not read on; the result where there is no such record before it
   * @throws ScanException if that takes too long
   */
  static SortedMap<Integer, Long> after(
      KafkaConnection connection,
      String topic,
      SortedMap<Integer, Long> answers,
      SortedMap<Integer, Long> ends,
      long millis) {
    FirstRecords first = new FirstRecords(connection, topic, millis);
    answers.forEach(
        (partition, answer) -> {
          long end = ends.get(partition);
          if (answer < 0 || answer >= end) {
            first.found.put(partition, end);
          } else {
            first.sought.put(new TopicPartition(topic, partition), end);
          }
        });
    if (!first.sought.isEmpty()) {
      first.read(answers);
    }
    return first.found;
  }

  private void read(SortedMap<Integer, Long> answers) {
    long start = System.nanoTime();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
      consumer.assign(sought.keySet());
      sought.keySet().forEach(each -> consumer.seek(each, answers.get(each.partition())));
      while (!sought.isEmpty()) {
        look(consumer, consumer.poll(POLL));
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new ScanException(
              "topic '%s' at %s: after %d s it is not found where in partitions %s the records from %d ms since 1970 on begin; the markers of transactions there are newer than the records. Say offsets instead of times"
                  .formatted(
                      topic,
                      connection,
                      PATIENCE.toSeconds(),
                      sought.keySet().stream().map(TopicPartition::partition).sorted().toList(),
                      millis));
        }
      }
    }
  }

  private void look(
      KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
    List<TopicPartition> left = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      long end = sought.get(partition);
      long first = first(records.records(partition), end);
      if (first < end || consumer.position(partition) >= end) {
        found.put(partition.partition(), first);
        sought.remove(partition);
      } else {
        left.add(partition);
      }
    }
    consumer.assign(left);
  }

  private long first(List<ConsumerRecord<byte[], byte[]>> records, long end) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.offset() < end && record.timestamp() >= millis) {
        return record.offset();
      }
    }
    return end;
  }

  private Properties settings() {
    Properties settings = connection.reading();
    settings.setProperty(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.setProperty(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return settings;
  }
}
