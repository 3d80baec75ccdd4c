package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.definition.event.JsonEvents;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Takes the wanted fields of records: JSON objects, in one pass over their bytes, and rows of CSV.
 */
final class EventDecoder implements RecordDecoder<Event> {

  private static final long serialVersionUID = 1L;

  private final Fields fields;
  private final JsonEvents json;
  private final RecordDecoder<Map<String, Object>> rows = RecordDecoders.fields();

  EventDecoder(Fields fields) {
    this.fields = Objects.requireNonNull(fields, "fields");
    this.json = new JsonEvents(fields);
  }

  @Override
  public Event decode(SourceRecord record) throws IOException {
    if (record.header().isPresent() || !record.readable()) {
      return fields.event(rows.decode(record));
    }
    return json.read(record.buffer(), record.offset(), record.length(), record.partitions());
  }
}
