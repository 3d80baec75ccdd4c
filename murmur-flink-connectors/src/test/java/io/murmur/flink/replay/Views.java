package io.murmur.flink.replay;

import io.murmur.testing.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A topic of views that were sent in transactions, every third of which was aborted. */
final class Views {

  static final int PARTITIONS = 12;
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final int PAGES = 20;
  private static final int TRANSACTION = 2_000;
  private static final Duration STEP = Duration.ofMillis(500);

  final String topic;
  private final int events;
  private final long[] offsets;

  private Views(String topic, int events) {
    this.topic = topic;
    this.events = events;
    this.offsets = new long[events];
  }

  /** Sends so many that count, and half as many that do not. */
  static Views send(KafkaBroker broker, int events) {
    Views views = new Views(broker.newTopic("views", PARTITIONS, Map.of()), events);
    try (KafkaProducer<String, String> producer = broker.producer(views.topic)) {
      for (int from = 0, n = 0; from < events; n++) {
        int to = Math.min(events, from + TRANSACTION);
        boolean aborted = n % 3 == 1;
        producer.beginTransaction();
        for (int i = from; i < to; i++) {
          views.send(producer, i);
        }
        producer.flush();
        if (aborted) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
          from = to;
        }
      }
    }
    return views;
  }

  /** Of an event that was sent twice, the second one's offset counts. */
  private void send(KafkaProducer<String, String> producer, int i) {
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                i % PARTITIONS,
                at(i).toEpochMilli(),
                "k",
                "{\"page\":\"%s\",\"amount\":%d}".formatted(page(i), i)),
            (sent, error) -> {
              if (error == null) {
                offsets[i] = sent.offset();
              }
            });
  }

  static Instant at(int i) {
    return START.plus(STEP.multipliedBy(i));
  }

  static String page(int i) {
    return "p" + i * 7 % PAGES;
  }

  int events() {
    return events;
  }

  long offset(int i) {
    return offsets[i];
  }

  static int partition(int i) {
    return i % PARTITIONS;
  }

  /** Number and sum by page of some of the events. */
  SortedMap<String, String> totals(IntPredicate which) {
    SortedMap<String, long[]> totals = new TreeMap<>();
    for (int i = 0; i < events; i++) {
      if (which.test(i)) {
        long[] total = totals.computeIfAbsent(page(i), page -> new long[2]);
        total[0]++;
        total[1] += i;
      }
    }
    SortedMap<String, String> texts = new TreeMap<>();
    totals.forEach((page, total) -> texts.put(page, total[0] + " views, " + total[1]));
    return texts;
  }
}
