package io.murmur.flink.definition;

import io.murmur.definition.event.FieldNames;
import io.murmur.definition.yaml.Nearest;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields that the records of a sample have, with their paths. */
final class SampleFields {

  private static final int DEEPEST = 8;

  private final Set<List<String>> paths = new LinkedHashSet<>();

  private SampleFields() {}

  static SampleFields of(Sample sample, RecordDecoder<Map<String, Object>> decoder) {
    SampleFields fields = new SampleFields();
    for (SourceRecord record : sample.records()) {
      try {
        Map<String, Object> row = decoder.decode(record);
        if (row != null) {
          fields.add(List.of(), row);
        }
      } catch (IOException notAnObject) {
        // A line of text, or one of those that are told as undecodable.
        fields.add(List.of(), line(record));
      }
    }
    return fields;
  }

  private static Map<String, Object> line(SourceRecord record) {
    Map<String, Object> line = new LinkedHashMap<>(record.partitions());
    line.put(LineDecoder.LINE, "");
    return line;
  }

  private void add(List<String> above, Map<?, ?> map) {
    map.forEach(
        (name, value) -> {
          List<String> path = new ArrayList<>(above);
          path.add(String.valueOf(name));
          paths.add(path);
          if (value instanceof Map<?, ?> inner && path.size() < DEEPEST) {
            add(path, inner);
          }
        });
  }

  boolean has(List<String> path) {
    return path.size() > DEEPEST || paths.contains(path);
  }

  /** The field that was probably meant. */
  Optional<String> nearest(List<String> path) {
    return Nearest.to(
        FieldNames.write(path),
        paths.stream().filter(p -> p.size() == path.size()).map(FieldNames::write).toList());
  }
}
