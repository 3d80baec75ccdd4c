package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.flink.source.DebeziumRows;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.Map;

/** What is taken out of records before their fields are. */
public enum Unwrap {
  /** Nothing: a record is an event. */
  NONE,
  /** The rows of change events of Debezium, without those that are deleted. */
  DEBEZIUM,
  /** The same with those that are deleted. */
  DEBEZIUM_WITH_DELETES;

  /** Gives the fields of records by name; null for records that stand for no event. */
  RecordDecoder<Map<String, Object>> rows() {
    return switch (this) {
      case NONE -> RecordDecoders.fields();
      case DEBEZIUM -> DebeziumRows.withoutDeletes();
      case DEBEZIUM_WITH_DELETES -> DebeziumRows.withDeletes();
    };
  }

  /** Makes events of records. */
  RecordDecoder<Event> decoder(Fields fields) {
    return this == NONE ? new EventDecoder(fields) : new RowDecoder(fields, rows());
  }

  private record RowDecoder(Fields fields, RecordDecoder<Map<String, Object>> rows)
      implements RecordDecoder<Event> {

    @Override
    public Event decode(SourceRecord record) throws IOException {
      Map<String, Object> row = rows.decode(record);
      return row == null ? null : fields.event(row);
    }
  }
}
