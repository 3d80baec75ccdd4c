package io.murmur.flink.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.source.kafka.RangeSettings.RecordForm;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes records of those of Kafka: the value's bytes, and topic, partition and offset as the place,
 * in the same form as an archive of Kafka Connect has them.
 */
final class RecordMaker implements KafkaRecordDeserializationSchema<SourceRecord> {

  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};

  private final String topic;
  private final RecordForm form;

  /** By partition: all its records share one. */
  private transient Map<Integer, String> origins;

  RecordMaker(String topic, RecordForm form) {
    this.topic = topic;
    this.form = form;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<SourceRecord> out) {
    if (read.value() == null && form.skipTombstones()) {
      return;
    }
    if (origins == null) {
      origins = new HashMap<>();
    }
    String origin =
        origins.computeIfAbsent(read.partition(), partition -> topic + "/" + partition + "/");
    byte[] value = read.value() == null ? NOTHING : read.value();
    SourceRecord record =
        new SourceRecord(value, 0, value.length, origin, read.offset(), fields(read));
    if (read.value() == null) {
      record.markUnreadable(
          "the record has no value: it is a tombstone, which deletes its key; to leave these out,"
              + " say tombstones: skip");
    }
    out.collect(record);
  }

  /** What is to be had of a record beside its value. */
  private Map<String, String> fields(ConsumerRecord<byte[], byte[]> read) {
    boolean time = !form.timestampField().isEmpty() && read.timestamp() >= 0;
    boolean key = !form.keyField().isEmpty() && read.key() != null;
    if (!time && !key) {
      return Map.of();
    }
    Map<String, String> fields = new HashMap<>();
    if (time) {
      fields.put(form.timestampField(), Long.toString(read.timestamp()));
    }
    if (key) {
      fields.put(form.keyField(), new String(read.key(), UTF_8));
    }
    return fields;
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordTypeInfo.INSTANCE;
  }
}
