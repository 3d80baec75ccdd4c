package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Secret;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.kafka.KafkaBound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaWordsTest {

  private static final String PIPELINE =
      """
      name: v
      key: '{page}'
      aggregate: count
      store: {table: views, control-table: control}
      """;

  @Test
  void everyOptionOfARangeHasAWordAndNoSecretIsInAnyText() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  kafka:
                    servers: ['broker-1:9092', 'broker-2:9092']
                    topic: page.views
                    from: {timestamp: 2026-01-01}
                    to: {offsets: {0: 100, 1: 200}}
                    slack: 10m
                    timestamp-as: at
                    key-as: user
                    tombstones: skip
                    unwrap: debezium-with-deletes
                    allow-empty: true
                    properties: {security.protocol: SASL_SSL, max.poll.records: 1000}
                    secret-properties: {sasl.jaas.config: '${LOGIN}'}
                """,
            Map.of("LOGIN", "hunter2"));

    KafkaSettings settings =
        new KafkaSettings(
            new KafkaSettings.Cluster(
                List.of("broker-1:9092", "broker-2:9092"),
                Map.of("security.protocol", "SASL_SSL", "max.poll.records", "1000"),
                Map.of("sasl.jaas.config", Secret.of("hunter2", "variable ${LOGIN}"))),
            "page.views",
            KafkaBound.at(Instant.parse("2026-01-01T00:00:00Z")),
            KafkaBound.offsets(Map.of(0, 100L, 1, 200L)),
            Optional.of(Duration.ofMinutes(10)),
            new KafkaSettings.Records(
                Optional.of("at"), Optional.of("user"), true, Unwrap.DEBEZIUM_WITH_DELETES),
            true,
            EventTimes.ALL);
    assertThat(job.source()).isEqualTo(settings);
    assertThat(settings.describe())
        .isEqualTo(
            "kafka:page.views at broker-1:9092,broker-2:9092 from 2026-01-01T00:00:00Z to offsets"
                + " 0:100,1:200 without tombstones");
    assertThat(DefinitionFiles.source(job).token()).isPresent();
    assertThat(
            Plan.of(job).text()
                + job
                + job.source()
                + DefinitionFiles.source(job).source()
                + settings.token()
                + settings.size())
        .contains("reads         kafka:page.views at broker-1:9092")
        .doesNotContain("hunter2");
  }

  @Test
  void aRangeIsAllThatIsThereWhenTheRunBeginsUnlessItsEndIsSaid() {
    assertThat(source("from: earliest").to()).isEqualTo(KafkaBound.latest());
    assertThat(source("from: {committed: live}, to: latest").from())
        .isEqualTo(KafkaBound.committed("live"));
    assertThat(source("from: {offsets: {3: 7}}, to: {timestamp: '2026-01-01T12:00:00Z'}").to())
        .isEqualTo(KafkaBound.at(Instant.parse("2026-01-01T12:00:00Z")));
    EventTimes january =
        EventTimes.between(
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            Optional.of(Instant.parse("2026-02-01T00:00:00Z")));
    assertThat(source("from: earliest").over(january).describe())
        .endsWith("from earliest to latest from 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z");
  }

  private static KafkaSettings source(String range) {
    String text = "source: {kafka: {servers: 'b:9092', topic: t, %s}}\n".formatted(range);
    return (KafkaSettings) Definings.read(PIPELINE + text).source();
  }

  @Test
  void secretsInTheFileAreRefusedAndNotRepeated() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      kafka:
                        servers: b:9092
                        topic: t
                        from: earliest
                        properties: {sasl.jaas.config: hunter2}
                        secret-properties: {ssl.key.password: hunter2}
                    """))
        .contains(
            "source.kafka.properties: 'sasl.jaas.config' is a secret: say it in"
                + " 'secret-properties', from a variable or a file",
            "a secret must not be written into a definition: say a variable such as ${PASSWORD}")
        .doesNotContain("hunter2");
  }

  @Test
  void allThatIsWrongWithARangeIsToldAtOnceWhereItIs() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      kafka:
                        servers: kafka://broker
                        topic: a topic
                        from: {timestamp: soon, offsets: {0: 1}}
                        to: {offsets: {zero: 1}}
                        tombstones: bury
                        timestamp-as: at
                        key-as: at
                        properties: {sasl.mechanisms: PLAIN}
                    """))
        .contains(
            "test.yaml:7:14: source.kafka.servers: must be a broker, host:port, without a scheme",
            "source.kafka.topic: must be the name of a topic",
            "source.kafka.from: exactly one of committed, timestamp, offsets is needed",
            "must be the number of a partition, not 'zero'",
            "source.kafka.tombstones: must be one of",
            "source.kafka.key-as: is the field that 'timestamp-as' names",
            "Kafka's consumer has no property 'sasl.mechanisms'; did you mean 'sasl.mechanism'?");
    assertThat(problemsOf("from: latest")).contains("source.kafka.from: must be one of earliest");
    assertThat(problemsOf("from: {timestamp: soon}"))
        .contains("source.kafka.from.timestamp: must be a time such as 2026-03-01");
    assertThat(problemsOf("from: {timestamp: 2026-01-02}, to: {timestamp: 2026-01-01}"))
        .contains("source.kafka.to: the range from 2026-01-02T00:00:00Z to 2026-01-01")
        .contains("is empty");
    assertThat(problemsOf("from: earliest, properties: {group.id: g}"))
        .contains("source.kafka.properties: property 'group.id' is not free");
    assertThat(problemsOf("to: latest")).contains("source.kafka: 'from' is missing");
  }

  private static String problemsOf(String range) {
    return Definings.problems(
        PIPELINE + "source: {kafka: {servers: 'b:9092', topic: t, %s}}\n".formatted(range));
  }
}
