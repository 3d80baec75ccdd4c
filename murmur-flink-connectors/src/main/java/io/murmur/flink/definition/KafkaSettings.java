package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.definition.yaml.Secret;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.kafka.KafkaBound;
import io.murmur.flink.source.kafka.KafkaConnection;
import io.murmur.flink.source.kafka.KafkaRange;
import io.murmur.flink.source.kafka.KafkaRangeSource;
import io.murmur.flink.source.scan.TokenSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A range of a topic of Kafka as a definition says it; see {@link KafkaRange} for what each part
 * means.
 *
 * @param cluster where the topic is
 * @param topic its name
 * @param from where the range begins
 * @param to where it ends
 * @param slack how far an event's time may be from its record's timestamp; empty if nobody knows
 * @param records what becomes of them
 * @param allowEmpty whether the range may have nothing in it
 * @param times which events are wanted
 */
public record KafkaSettings(
    Cluster cluster,
    String topic,
    KafkaBound from,
    KafkaBound to,
    Optional<Duration> slack,
    Records records,
    boolean allowEmpty,
    EventTimes times)
    implements ReplayableSettings {

  /**
   * Where topics are.
   *
   * @param servers some of the brokers
   * @param properties further ones of Kafka's consumer
   * @param secrets those of them that must not be seen
   */
  public record Cluster(
      List<String> servers, Map<String, String> properties, Map<String, Secret> secrets) {

    /** Copies all. */
    public Cluster {
      servers = List.copyOf(servers);
      properties = Map.copyOf(properties);
      secrets = Map.copyOf(secrets);
    }

    KafkaConnection connection() {
      TreeMap<String, String> all = new TreeMap<>(properties);
      secrets.forEach((name, secret) -> all.put(name, secret.reveal()));
      return new KafkaConnection(servers, all);
    }
  }

  /**
   * What becomes of records.
   *
   * @param timestampAs the field that holds their timestamp
   * @param keyAs the field that holds their key
   * @param skipTombstones whether those without a value are left out
   * @param unwrap what is taken out of them before their fields are
   */
  public record Records(
      Optional<String> timestampAs,
      Optional<String> keyAs,
      boolean skipTombstones,
      Unwrap unwrap) {}

  /** Rejects nulls. */
  public KafkaSettings {
    Objects.requireNonNull(times, "times");
  }

  KafkaSettings between(KafkaBound begin, KafkaBound end) {
    return new KafkaSettings(cluster, topic, begin, end, slack, records, allowEmpty, times);
  }

  @Override
  public KafkaSettings over(EventTimes others) {
    return new KafkaSettings(cluster, topic, from, to, slack, records, allowEmpty, others);
  }

  @Override
  public String type() {
    return "kafka";
  }

  @Override
  public String describe() {
    return range().describe() + (times.ranged() ? " " + times : "");
  }

  @Override
  public KafkaRangeSource source() {
    return range().source();
  }

  @Override
  public Optional<TokenSource> token() {
    return Optional.of(range().token());
  }

  @Override
  public RecordDecoder<Event> decoder(Fields fields) {
    return records.unwrap().decoder(fields);
  }

  @Override
  public RecordDecoder<Map<String, Object>> fieldsOf() {
    return records.unwrap().rows();
  }

  @Override
  public Optional<SourceSize> size() {
    return Optional.of(range()::extent);
  }

  private KafkaRange range() {
    KafkaRange range =
        KafkaRange.of(cluster.connection(), topic)
            .from(from)
            .to(to)
            .events(times.from(), times.to());
    slack.ifPresent(range::slack);
    records.timestampAs().ifPresent(range::timestampAs);
    records.keyAs().ifPresent(range::keyAs);
    if (records.skipTombstones()) {
      range.skipTombstones();
    }
    if (allowEmpty) {
      range.mayBeEmpty();
    }
    return range;
  }
}
