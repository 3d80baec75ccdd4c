package io.murmur.flink.source.kafka;

import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.scan.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A range of a topic of Kafka, from one offset of each partition up to another.
 *
 * <pre>{@code
 * KafkaRange views =
 *     KafkaRange.of(KafkaConnection.to("broker-1:9092"), "page-views")
 *         .from(KafkaBound.at(Instant.parse("2026-01-01T00:00:00Z")));
 * Bootstrap.of(pipeline).from(views.source(), views.describe(), decoder);
 * }</pre>
 *
 * <p>Both ends are decided once, before the first record of a run is read, and kept as its handoff
 * token: what comes in meanwhile is the live feed's, which goes on exactly there. Of transactions
 * the committed ones are read; one that is open when the end is decided comes after it. A compacted
 * topic gives what compaction has left.
 *
 * <p>A record is its value, and its id {@code topic/partition/offset}, as in an archive that Kafka
 * Connect wrote. A range of which something was deleted is an error, at the start and while it is
 * read, and not a shorter answer.
 */
public final class KafkaRange {

  private final KafkaConnection connection;
  private final String topic;
  private KafkaBound from = KafkaBound.earliest();
  private KafkaBound to = KafkaBound.latest();
  private Duration slack = RangeSettings.UNKNOWN;
  private Instant eventsFrom = Instant.MIN;
  private Instant eventsTo = Instant.MAX;
  private String timestampField = "";
  private String keyField = "";
  private boolean skipTombstones;
  private boolean mayBeEmpty;

  private KafkaRange(KafkaConnection connection, String topic) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.topic = Objects.requireNonNull(topic, "topic");
  }

  /** All that is in a topic when the run begins. */
  public static KafkaRange of(KafkaConnection connection, String topic) {
    return new KafkaRange(connection, topic);
  }

  /** Where it begins; {@link KafkaBound#earliest()} unless set. */
  public KafkaRange from(KafkaBound bound) {
    if (bound instanceof KafkaBound.Latest) {
      throw new IllegalArgumentException("a range that begins at the latest record has none");
    }
    from = Objects.requireNonNull(bound, "bound");
    return this;
  }

  /** Where it ends; {@link KafkaBound#latest()} unless set. */
  public KafkaRange to(KafkaBound bound) {
    if (bound instanceof KafkaBound.Earliest || bound instanceof KafkaBound.Committed) {
      throw new IllegalArgumentException("a range cannot end at " + bound);
    }
    to = Objects.requireNonNull(bound, "bound");
    return this;
  }

  /**
   * Which events are wanted, for a replay of some times: whoever reads leaves out the others.
   *
   * @param begin the first time; {@link Instant#MIN} for all
   * @param end the first time after it that is not wanted, from which a live feed takes them;
   *     {@link Instant#MAX} for all
   */
  public KafkaRange events(Instant begin, Instant end) {
    eventsFrom = Objects.requireNonNull(begin, "begin");
    eventsTo = Objects.requireNonNull(end, "end");
    return this;
  }

  /**
   * How far the time of an event may be from the timestamp of its record: then only the records of
   * the {@link #events} that are wanted are read, and of so much before and after. Zero where the
   * timestamp is the time. Unless set the whole range is read. Timestamps need not be in order:
   * what comes behind the first record that is too late by its timestamp is left to the {@link
   * KafkaCut live feed}.
   */
  public KafkaRange slack(Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("the slack must be zero or more, was " + most);
    }
    slack = most;
    return this;
  }

  /**
   * Gives each record its timestamp, milliseconds since 1970, as a field if it has none so called.
   */
  public KafkaRange timestampAs(String field) {
    timestampField = Objects.requireNonNull(field, "field");
    return this;
  }

  /** Gives each record its key, as text, as a field if it has none so called. */
  public KafkaRange keyAs(String field) {
    keyField = Objects.requireNonNull(field, "field");
    return this;
  }

  /** Leaves out records without a value, each of which is a dead letter otherwise. */
  public KafkaRange skipTombstones() {
    skipTombstones = true;
    return this;
  }

  /** Lets the range have no offset; without this, that is an error. */
  public KafkaRange mayBeEmpty() {
    mayBeEmpty = true;
    return this;
  }

  /** What reads it. */
  public KafkaRangeSource source() {
    return KafkaRangeSource.of(settings());
  }

  /** Says where it is cut. */
  public TokenSource token() {
    return new RangePlanner(settings());
  }

  /**
   * How many offsets it has now, which are more than records where there are transactions or
   * compaction.
   *
   * @throws io.murmur.flink.source.scan.ScanException if it cannot be read
   */
  public SourceExtent extent() throws InterruptedException {
    return SourceExtent.ofRows(new RangePlanner(settings()).find().plan().size());
  }

  /** One line for people and for run ids: the same for the same range. */
  public String describe() {
    return settings().describe();
  }

  private RangeSettings settings() {
    if (from instanceof KafkaBound.At begin
        && to instanceof KafkaBound.At end
        && !begin.moment().isBefore(end.moment())) {
      throw new IllegalArgumentException("the range from %s to %s is empty".formatted(begin, end));
    }
    return new RangeSettings(
        connection,
        topic,
        from,
        to,
        slack,
        eventsFrom,
        eventsTo,
        new RangeSettings.RecordForm(timestampField, keyField, skipTombstones),
        mayBeEmpty);
  }
}
