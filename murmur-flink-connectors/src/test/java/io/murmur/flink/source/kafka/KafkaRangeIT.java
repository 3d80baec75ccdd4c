package io.murmur.flink.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.testing.Await;
import io.murmur.testing.KafkaBroker;
import io.murmur.testing.KafkaBrokerExtension;
import io.murmur.testing.Ports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What of a topic is read, and what is refused. */
@ExtendWith(KafkaBrokerExtension.class)
class KafkaRangeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private final KafkaBroker broker;
  private final KafkaProducer<String, String> producer;

  KafkaRangeIT(KafkaBroker broker) {
    this.broker = broker;
    this.producer = broker.producer();
  }

  @AfterEach
  void close() {
    producer.close();
  }

  private KafkaRange range(String topic) {
    return KafkaRange.of(KafkaConnection.to(broker.servers()), topic);
  }

  private String topic(int partitions) {
    return broker.newTopic("views", partitions, Map.of());
  }

  /** Sends records with the numbers from one to another, the second excluded. */
  private void send(String topic, int partition, int from, int to) {
    for (int i = from; i < to; i++) {
      send(new ProducerRecord<>(topic, partition, "k" + i, "{\"n\":" + i + "}"));
    }
    producer.flush();
  }

  private void send(ProducerRecord<String, String> record) {
    Future<RecordMetadata> unused = producer.send(record);
  }

  /** The same, a record each minute from noon on. */
  private void sendByMinute(String topic, int partition, int from, int to) {
    for (int i = from; i < to; i++) {
      send(
          new ProducerRecord<>(
              topic, partition, minute(i).toEpochMilli(), "k", "{\"n\":" + i + "}"));
    }
    producer.flush();
  }

  private static Instant minute(int i) {
    return NOON.plus(Duration.ofMinutes(i));
  }

  private static List<String> places(String topic, int partition, int from, int to) {
    List<String> places = new ArrayList<>();
    for (int offset = from; offset < to; offset++) {
      places.add(topic + "/" + partition + "/" + offset);
    }
    return places;
  }

  @Test
  void everyRecordIsReadOnceAndItsIdIsThatOfAnArchive() throws Exception {
    String topic = topic(4);
    send(topic, 0, 0, 10);
    send(topic, 3, 0, 5);

    List<SourceRecord> read = KafkaReads.read(range(topic));

    List<String> expected = places(topic, 0, 0, 10);
    expected.addAll(places(topic, 3, 0, 5));
    assertThat(read).extracting(SourceRecord::place).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(read)
        .filteredOn(record -> record.place().equals(topic + "/3/4"))
        .singleElement()
        .satisfies(record -> assertThat(record.text()).isEqualTo("{\"n\":4}"))
        .satisfies(record -> assertThat(record.partitions()).isEmpty());
  }

  @Test
  void whatComesAfterTheTokenIsTheLiveFeeds() throws Exception {
    String topic = topic(2);
    send(topic, 0, 0, 3);
    KafkaRange range = range(topic);
    HandoffToken token = KafkaReads.cut(range);
    send(topic, 0, 3, 6);
    send(topic, 1, 0, 3);

    assertThat(KafkaReads.read(range, token))
        .extracting(SourceRecord::place)
        .containsExactlyInAnyOrderElementsOf(places(topic, 0, 0, 3));
    assertThat(KafkaReads.next(token)).isEqualTo(Map.of(0, 3L, 1, 0L));
    Handoff handoff = Handoff.read(token).orElseThrow();
    assertThat(handoff.source()).isEqualTo("kafka:" + topic);
    assertThat(handoff.position()).containsKey("topicId").doesNotContainKey("eventTime");
    assertThat(handoff.ranges()).isEqualTo(Map.of("partition:0", "0-3", "partition:1", "0-0"));
    assertThat(range.extent().rows()).hasValue(9);
  }

  @Test
  void offsetsAreReadFromTheFirstUpToTheSecond() throws Exception {
    String topic = topic(2);
    send(topic, 0, 0, 10);
    send(topic, 1, 0, 10);
    KafkaRange range =
        range(topic)
            .from(KafkaBound.offsets(Map.of(0, 2L, 1, 9L)))
            .to(KafkaBound.offsets(Map.of(0, 5L, 1, 9L)));

    assertThat(KafkaReads.places(range))
        .containsExactlyInAnyOrderElementsOf(places(topic, 0, 2, 5));

    assertRefused(range(topic).from(KafkaBound.offsets(Map.of(0, 2L))), "no offset of partition 1");
    assertRefused(
        range(topic).from(KafkaBound.offsets(Map.of(0, 2L, 1, 2L, 2, 0L))), "not there, [2]");
    assertRefused(
        range(topic).to(KafkaBound.offsets(Map.of(0, 10L, 1, 11L))),
        "partition 1 is to be read up to offset 11, and only 10 is there");
    assertRefused(
        range(topic)
            .from(KafkaBound.offsets(Map.of(0, 5L, 1, 0L)))
            .to(KafkaBound.offsets(Map.of(0, 4L, 1, 0L))),
        "partition 0 is to be read from offset 5 up to 4");
  }

  @Test
  void timestampsAreReadFromTheFirstUpToTheSecond() throws Exception {
    String topic = topic(3);
    sendByMinute(topic, 0, 0, 10);
    sendByMinute(topic, 1, 20, 30);
    KafkaRange range = range(topic).from(KafkaBound.at(minute(4))).to(KafkaBound.at(minute(21)));

    List<String> expected = places(topic, 0, 4, 10);
    expected.addAll(places(topic, 1, 0, 1));
    assertThat(KafkaReads.places(range)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(KafkaReads.next(KafkaReads.cut(range))).isEqualTo(Map.of(0, 10L, 1, 1L, 2, 0L));
  }

  @Test
  void timesAreThoseOfRecordsAndNotOfTheMarkersBetweenThem() throws Exception {
    String topic = topic(1);
    try (KafkaProducer<String, String> transactions = broker.producer(topic)) {
      for (int i = 0; i < 6; i++) {
        transactions.beginTransaction();
        transactions
            .send(new ProducerRecord<>(topic, 0, minute(i).toEpochMilli(), "k", "{}"))
            .get();
        transactions.commitTransaction(); // its marker has the time of this day
      }
    }
    KafkaRange range = range(topic).from(KafkaBound.at(minute(2))).to(KafkaBound.at(minute(4)));
    assertThat(KafkaReads.places(range)).containsExactly(topic + "/0/4", topic + "/0/6");
    assertThat(KafkaReads.next(KafkaReads.cut(range))).isEqualTo(Map.of(0, 8L));
  }

  @Test
  void aRangeBeginsWhereAGroupGoesOn() throws Exception {
    String topic = topic(2);
    send(topic, 0, 0, 5);
    send(topic, 1, 0, 5);
    KafkaRange range = range(topic).from(KafkaBound.committed("group of " + topic));
    commit("group of " + topic, topic, 0, 3);
    assertRefused(range, "has committed no offset of partition 1");

    commit("group of " + topic, topic, 1, 5);

    assertThat(KafkaReads.places(range))
        .containsExactlyInAnyOrderElementsOf(places(topic, 0, 3, 5));
  }

  private void commit(String group, String topic, int partition, long offset) throws Exception {
    broker
        .admin()
        .alterConsumerGroupOffsets(
            group, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  @Test
  void abortedTransactionsAreNotReadAndTheEndIsReachedBehindThem() throws Exception {
    String topic = topic(1);
    try (KafkaProducer<String, String> transactions = broker.producer(topic);
        KafkaProducer<String, String> open = broker.producer(topic + " open")) {
      transaction(transactions, topic, true); // 0, and its marker 1
      transaction(transactions, topic, false);
      transaction(transactions, topic, true); // 4
      transaction(transactions, topic, false);
      KafkaRange range = range(topic);

      assertThat(KafkaReads.places(range)).containsExactly(topic + "/0/0", topic + "/0/4");
      assertThat(KafkaReads.next(KafkaReads.cut(range))).isEqualTo(Map.of(0, 8L));

      open.beginTransaction();
      open.send(new ProducerRecord<>(topic, 0, "k", "later")).get();
      transaction(transactions, topic, true); // 9, and its marker
      HandoffToken token = KafkaReads.cut(range);
      assertThat(KafkaReads.read(range, token)).hasSize(2);
      assertThat(KafkaReads.next(token)).isEqualTo(Map.of(0, 8L));
      assertRefused(
          range(topic).to(KafkaBound.offsets(Map.of(0, 11L))), "only 8 is there and committed");
      open.commitTransaction();
    }
  }

  private static void transaction(
      KafkaProducer<String, String> producer, String topic, boolean commit) throws Exception {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, 0, "k", "{}")).get();
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  @Test
  void aCompactedTopicGivesWhatIsLeftAndItsEndMayBeGone() throws Exception {
    String topic =
        broker.newTopic(
            "compacted",
            1,
            Map.of(
                "cleanup.policy",
                "compact",
                "min.cleanable.dirty.ratio",
                "0.01",
                "segment.ms",
                "100",
                "max.compaction.lag.ms",
                "1"));
    for (int i = 0; i < 20; i++) {
      send(new ProducerRecord<>(topic, 0, "same", "{\"n\":" + i + "}"));
    }
    producer.flush();
    KafkaRange range = range(topic).to(KafkaBound.offsets(Map.of(0, 15L)));
    int[] more = {20};
    Await.until(
        "the log is compacted",
        PATIENCE,
        () -> {
          // A segment is only cleaned when a later one was begun.
          send(topic, 0, more[0]++, more[0]);
          return KafkaReads.read(range).isEmpty();
        });
    KafkaRange all = range(topic).to(KafkaBound.offsets(Map.of(0, 21L)));
    assertThat(KafkaReads.places(all)).doesNotContainAnyElementsOf(places(topic, 0, 0, 15));
  }

  @Test
  void aRangeThatHasFallenOffTheLogIsRefusedWithBothOffsets() throws Exception {
    String topic = topic(2);
    sendByMinute(topic, 0, 0, 10);
    sendByMinute(topic, 1, 0, 10);
    broker.deleteBefore(topic, 1, 6);

    assertRefused(
        range(topic).from(KafkaBound.offsets(Map.of(0, 0L, 1, 4L))),
        "partition 1 is to be read from offset 4, and its log begins at 6");
    commit("group of " + topic, topic, 0, 1);
    commit("group of " + topic, topic, 1, 1);
    assertRefused(
        range(topic).from(KafkaBound.committed("group of " + topic)),
        "partition 1 is to be read from offset 1, and its log begins at 6");
    assertRefused(
        range(topic).from(KafkaBound.at(minute(3))), "partition 1 now begins at offset 6");
    assertRefused(
        range(topic).slack(Duration.ZERO).events(minute(3), Instant.MAX),
        "partition 1 now begins at offset 6");
    assertThat(KafkaReads.places(range(topic).from(KafkaBound.at(minute(7))))).hasSize(6);
    assertThat(KafkaReads.places(range(topic))).hasSize(14);
  }

  @Test
  void aRangeThatFallsOffTheLogWhileItIsReadFailsForGood() throws Exception {
    String topic = topic(1);
    send(topic, 0, 0, 10);
    KafkaRange range = range(topic);
    HandoffToken token = KafkaReads.cut(range);
    broker.deleteBefore(topic, 0, 7);

    assertThatThrownBy(() -> KafkaReads.read(range, token))
        .satisfies(
            error ->
                assertThat(ExceptionUtils.findThrowable(error, ScanException.class).orElseThrow())
                    .hasMessageContaining(
                        "partition 0 is to be read from offset 0, and its log begins at 7"));
  }

  @Test
  void timesWithSlackReadOnlyTheRecordsNearThem() throws Exception {
    String topic = topic(1);
    sendByMinute(topic, 0, 0, 30);
    KafkaRange whole = range(topic).events(minute(10), minute(20));
    KafkaRange near = range(topic).events(minute(10), minute(20)).slack(Duration.ofMinutes(2));

    assertThat(KafkaReads.places(whole)).hasSize(30);
    assertThat(KafkaReads.next(KafkaReads.cut(whole))).isEqualTo(Map.of(0, 0L));
    assertThat(KafkaReads.places(near)).containsExactlyElementsOf(places(topic, 0, 8, 22));
    HandoffToken token = KafkaReads.cut(near);
    assertThat(KafkaReads.next(token)).isEqualTo(Map.of(0, 18L));
    assertThat(Handoff.read(token).orElseThrow().position())
        .containsEntry("eventTime", minute(20).toString());
  }

  @Test
  void timestampAndKeyAreFieldsAndTombstonesAreToldOf() throws Exception {
    String topic = topic(1);
    send(new ProducerRecord<>(topic, 0, NOON.toEpochMilli(), "a", "{\"n\":1,\"key\":2}"));
    send(new ProducerRecord<>(topic, 0, NOON.toEpochMilli(), null, "{}"));
    send(new ProducerRecord<>(topic, 0, NOON.toEpochMilli(), "gone", (String) null));
    producer.flush();
    KafkaRange range = range(topic).timestampAs("at").keyAs("key");

    List<SourceRecord> read = KafkaReads.read(range);

    String at = Long.toString(NOON.toEpochMilli());
    assertThat(RecordDecoders.fields().decode(read.get(0)))
        .isEqualTo(Map.of("n", 1L, "key", 2L, "at", at));
    assertThat(RecordDecoders.fields().decode(read.get(1))).isEqualTo(Map.of("at", at));
    assertThat(read.get(2).problem().orElseThrow()).contains("tombstone");
    assertThat(read.get(2).partitions()).containsEntry("key", "gone");
    assertThat(KafkaReads.places(range.skipTombstones()))
        .containsExactlyElementsOf(places(topic, 0, 0, 2));
  }

  @Test
  void aRangeWithNothingInItIsAnErrorUnlessItMayBeEmpty() throws Exception {
    String topic = topic(3);
    assertRefused(range(topic), "nothing in any of the 3 partitions");
    assertThat(KafkaReads.read(range(topic).mayBeEmpty())).isEmpty();
  }

  @Test
  void runsThatWereCutElsewhereDoNotShareARead() throws Exception {
    String topic = topic(1);
    send(topic, 0, 0, 1);
    KafkaRange range = range(topic);
    HandoffToken first = KafkaReads.cut(range);
    send(topic, 0, 1, 2);
    HandoffToken second = KafkaReads.cut(range);

    assertThatThrownBy(() -> range.source().reading(List.of(first, second)))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("were begun at different times");
    assertThatThrownBy(() -> range.source().reading(List.of(new HandoffToken("of the live feed"))))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("is not one of a range of topic '" + topic + "'");
  }

  @Test
  void aTopicThatIsNotThereIsAnErrorAndIsNotMade() throws Exception {
    assertRefused(range("nowhere"), "topic 'nowhere' at " + broker.servers() + " does not exist");
    assertThat(broker.admin().listTopics().names().get()).doesNotContain("nowhere");
  }

  @Test
  void aTopicThatWasMadeAnewIsAnotherOne() throws Exception {
    String topic = topic(1);
    send(topic, 0, 0, 1);
    String before =
        Handoff.read(KafkaReads.cut(range(topic))).orElseThrow().position().get("topicId");
    try (TopicOffsets offsets = new TopicOffsets(KafkaConnection.to(broker.servers()), topic)) {
      offsets.requireSame(before);
      assertThatThrownBy(() -> offsets.requireSame("another"))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("was deleted and made anew (another, and now " + before);
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsAnErrorWithinSeconds() throws Exception {
    KafkaRange range = KafkaRange.of(KafkaConnection.to("localhost:" + Ports.free()), "views");
    assertRefused(range, "no broker answers within 10 s");
  }

  @Test
  void whatIsWrongWithPropertiesIsSaidWithoutThem() {
    Map<String, String> properties =
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            "hunter2 is not how it is written");
    KafkaConnection connection =
        new KafkaConnection(List.of(broker.servers()), new TreeMap<>(properties));
    assertThat(connection.toString()).doesNotContain("hunter2");
    assertThatThrownBy(() -> KafkaReads.cut(KafkaRange.of(connection, "views")))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("Kafka's client cannot be made")
        .satisfies(
            error ->
                assertThat(ExceptionUtils.stringifyException(error)).doesNotContain("hunter2"));
  }

  @Test
  void credentialsThatAreNotAcceptedAreAnErrorAndThoseThatAreAreUsed() throws Exception {
    try (KafkaBroker asking = KafkaBroker.startWithPasswords()) {
      String topic = asking.newTopic("views", 1, Map.of());
      try (KafkaProducer<String, String> sending = asking.producer()) {
        sending.send(new ProducerRecord<>(topic, 0, "k", "{}")).get();
      }
      TreeMap<String, String> right = new TreeMap<>();
      asking.clientSettings().forEach((name, value) -> right.put(name, (String) value));
      right.remove("bootstrap.servers");
      TreeMap<String, String> wrong = new TreeMap<>(right);
      wrong.computeIfPresent(
          "sasl.jaas.config",
          (name, login) -> login.replaceAll("password=\"", "password=\"hunter2"));
      assertThat(wrong).isNotEqualTo(right);
      List<String> servers = List.of(asking.servers());

      KafkaRange range = KafkaRange.of(new KafkaConnection(servers, right), topic);
      assertThat(KafkaReads.places(range)).containsExactly(topic + "/0/0");
      assertThatThrownBy(
              () -> KafkaReads.cut(KafkaRange.of(new KafkaConnection(servers, wrong), topic)))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("the credentials are not accepted")
          .satisfies(
              error ->
                  assertThat(ExceptionUtils.stringifyException(error)).doesNotContain("hunter2"));
    }
  }

  private static void assertRefused(KafkaRange range, String why) {
    assertThatThrownBy(() -> KafkaReads.cut(range))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining(why);
  }
}
