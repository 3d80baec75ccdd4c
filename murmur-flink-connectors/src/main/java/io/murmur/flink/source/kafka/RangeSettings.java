package io.murmur.flink.source.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * What a range is, as it was said.
 *
 * @param slack how far an event's time may be from its record's timestamp; negative if nothing is
 *     known of it, since an Optional is not serializable
 * @param eventsFrom the first time of the events that are wanted; {@link Instant#MIN} for all
 * @param eventsTo the first time after it that is not; {@link Instant#MAX} for all
 * @param mayBeEmpty whether there may be nothing in it
 */
record RangeSettings(
    KafkaConnection connection,
    String topic,
    KafkaBound from,
    KafkaBound to,
    Duration slack,
    Instant eventsFrom,
    Instant eventsTo,
    RecordForm form,
    boolean mayBeEmpty)
    implements Serializable {

  /** Of the slack. */
  static final Duration UNKNOWN = Duration.ofMillis(-1);

  /**
   * What becomes of a record.
   *
   * @param timestampField the field that holds its timestamp; empty for none
   * @param keyField the field that holds its key; empty for none
   * @param skipTombstones whether records without a value are left out
   */
  record RecordForm(String timestampField, String keyField, boolean skipTombstones)
      implements Serializable {}

  /** Whether times of events narrow what is read. */
  boolean narrowed() {
    return ranged() && !slack.isNegative();
  }

  private boolean ranged() {
    return !eventsFrom.equals(Instant.MIN) || !eventsTo.equals(Instant.MAX);
  }

  /** One line for people and for run ids; names what changes the records, and nothing else. */
  String describe() {
    return "%s at %s from %s to %s%s"
        .formatted(
            RangePlan.origin(topic),
            connection,
            from,
            to,
            form.skipTombstones() ? " without tombstones" : "");
  }
}
