package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.scan.TokenSource;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;

/** A source of definitions that Flink can read. Every kind of source becomes one of these. */
public interface FlinkSourceSettings extends SourceSettings {

  /** What reads it. */
  Source<SourceRecord, ?, ?> source();

  /**
   * What reads its first records, where that can cost less than beginning to read all.
   *
   * @param most how many are wanted
   */
  default Source<SourceRecord, ?, ?> sampled(int most) {
    return source();
  }

  /** Says where a live feed takes over, for a source that knows. */
  default Optional<TokenSource> token() {
    return Optional.empty();
  }

  /** About how much it holds, for a source that can tell without being read. */
  default Optional<SourceSize> size() {
    return Optional.empty();
  }

  /**
   * What makes events of its records.
   *
   * @param fields what is wanted of each record
   */
  default RecordDecoder<Event> decoder(Fields fields) {
    return new EventDecoder(fields);
  }

  /** Gives the fields of its records by name; null for records that stand for no event. */
  default RecordDecoder<Map<String, Object>> fieldsOf() {
    return RecordDecoders.fields();
  }
}
