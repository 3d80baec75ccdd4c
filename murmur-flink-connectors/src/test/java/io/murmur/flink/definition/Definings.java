package io.murmur.flink.definition;

import io.murmur.definition.DefinitionException;
import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Environment;
import io.murmur.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Definitions and samples for tests. */
final class Definings {

  /** All that a file needs besides its pipeline. */
  static final String REST =
      """
      source: {files: {path: /data/views}}
      store: {table: views, control-table: control}
      """;

  private Definings() {}

  static Definitions read(String text, Map<String, String> variables) {
    try {
      return DefinitionFiles.reader().read("test.yaml", text, Environment.of(variables));
    } catch (DefinitionException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static Definitions read(String text) {
    return read(text, Map.of());
  }

  /** The problems of a text, each on a line. */
  static String problems(String text) {
    try {
      DefinitionFiles.reader().read("test.yaml", text, Environment.of(Map.of()));
      return "";
    } catch (DefinitionException e) {
      return e.getMessage();
    }
  }

  /** A sample of lines. */
  static Sample sample(String... lines) {
    List<SourceRecord> records = new ArrayList<>();
    for (String line : lines) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      records.add(
          new SourceRecord(bytes, 0, bytes.length, "views.json", records.size() * 100L, Map.of()));
    }
    return new Sample(records, true);
  }
}
