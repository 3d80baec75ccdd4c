package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Makes events of lines of text, with the line as their field {@value #LINE}. */
final class LineDecoder implements RecordDecoder<Event> {

  /** The field that a line is. */
  static final String LINE = "line";

  private static final long serialVersionUID = 1L;

  private final Fields fields;
  private final RecordDecoder<String> text = RecordDecoders.text();

  LineDecoder(Fields fields) {
    this.fields = Objects.requireNonNull(fields, "fields");
  }

  @Override
  public Event decode(SourceRecord record) throws IOException {
    Map<String, Object> named = new HashMap<>(record.partitions());
    named.put(LINE, text.decode(record));
    return fields.event(named);
  }
}
