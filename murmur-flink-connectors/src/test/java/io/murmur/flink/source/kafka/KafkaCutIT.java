package io.murmur.flink.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.testing.Await;
import io.murmur.testing.KafkaBroker;
import io.murmur.testing.KafkaBrokerExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on this side of a cut and what on the other. */
@ExtendWith(KafkaBrokerExtension.class)
class KafkaCutIT {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final KafkaBroker broker;

  /** The minutes of all records of each partition, by their offsets. */
  private final Map<Integer, List<Integer>> sent = new HashMap<>();

  KafkaCutIT(KafkaBroker broker) {
    this.broker = broker;
  }

  private static Instant minute(int i) {
    return NOON.plus(Duration.ofMinutes(i));
  }

  /** Sends a record for each minute; it is both timestamp and event time. */
  private void send(String topic, int partition, int... minutes) throws Exception {
    try (KafkaProducer<String, String> producer = broker.producer()) {
      for (int minute : minutes) {
        long at = minute(minute).toEpochMilli();
        producer.send(new ProducerRecord<>(topic, partition, at, "k", "{}")).get();
        sent.computeIfAbsent(partition, p -> new ArrayList<>()).add(minute);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3})
  void lateRecordsAndThoseOutOfOrderAreOnOneSideAndNotOnTheOther(int slack) throws Exception {
    String topic = broker.newTopic("views", 2, Map.of());
    int end = 10;
    send(topic, 0, 0, 1, 2, 9, 11, 8, 12, 15, 9, 10, 14, 3);
    send(topic, 1, 20, 5, 21);
    KafkaRange range =
        KafkaRange.of(KafkaConnection.to(broker.servers()), topic).events(Instant.MIN, minute(end));
    if (slack >= 0) {
      range.slack(Duration.ofMinutes(slack));
    }
    HandoffToken token = KafkaReads.cut(range);
    // The producer goes on, and not all that it sends is new.
    send(topic, 0, 16, 4, 9, 10);
    send(topic, 1, 1, 22);

    List<String> read = KafkaReads.read(range, token).stream().map(r -> r.place()).toList();
    KafkaCut cut = KafkaCut.of(topic, token);
    assertThat(cut.starts()).hasSize(2);
    sent.forEach(
        (partition, minutes) -> {
          for (int offset = 0; offset < minutes.size(); offset++) {
            int minute = minutes.get(offset);
            String place = topic + "/" + partition + "/" + offset;
            boolean counted = read.contains(place) && minute < end;
            assertThat(cut.takes(partition, offset, minute(minute)))
                .as("%s of minute %d, counted by the run: %s", place, minute, counted)
                .isEqualTo(!counted);
          }
        });
    assertThat(cut.takes(7, 0, minute(0))).as("of a later partition").isTrue();
  }

  @Test
  void withoutTimesAllBehindTheRangeIsTakenAndNothingElse() throws Exception {
    String topic = broker.newTopic("views", 1, Map.of());
    send(topic, 0, 5, 1, 7);
    HandoffToken token = KafkaReads.cut(KafkaRange.of(KafkaConnection.to(broker.servers()), topic));
    KafkaCut cut = KafkaCut.of(topic, token);
    assertThat(cut.takes(0, 2, minute(99))).isFalse();
    assertThat(cut.takes(0, 3, minute(0))).isTrue();
    assertThatThrownBy(() -> KafkaCut.of("other", token))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("is not one of a range of topic 'other'");
  }

  @Test
  void aTopicThatIsMadeAnewUnderTheNameIsNotReadAsIfItWereTheOldOne() throws Exception {
    String topic = broker.newTopic("views", 1, Map.of());
    send(topic, 0, 0, 1, 2);
    KafkaRange range = KafkaRange.of(KafkaConnection.to(broker.servers()), topic);
    HandoffToken token = KafkaReads.cut(range);
    broker.admin().deleteTopics(List.of(topic)).all().get();
    NewTopic again = new NewTopic(topic, Optional.of(1), Optional.empty());
    Await.until(
        "it can be made anew",
        Duration.ofMinutes(1),
        () -> {
          KafkaFuture<Void> made = broker.admin().createTopics(List.of(again)).all();
          try {
            made.get();
            return true;
          } catch (Exception e) {
            return false;
          }
        });
    send(topic, 0, 3, 4, 5, 6);

    assertThatThrownBy(() -> KafkaReads.read(range, token))
        .satisfies(
            error ->
                assertThat(ExceptionUtils.findThrowable(error, ScanException.class).orElseThrow())
                    .hasMessageContaining("was deleted and made anew"));
  }
}
