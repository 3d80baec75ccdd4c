package io.murmur.definition;

import io.murmur.definition.yaml.Environment;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source for tests of what is not about sources, and what reads definitions with it. */
final class Rows {

  private static final Word<String> OF =
      Word.required("of", Shapes.text(), "What the rows are called.");

  private static final Words WORDS = Words.of("source-rows", OF);

  static final SourceWords SOURCE =
      new SourceWords(
          "rows",
          "Rows that a test has.",
          Shapes.section(WORDS, section -> section.get(OF).<SourceSettings>map(Settings::new)));

  /** All that a file needs besides its pipeline. */
  static final String REST =
      """
      source: {rows: {of: test}}
      store: {table: views, control-table: control}
      """;

  private Rows() {}

  record Settings(String describe) implements SourceSettings {
    @Override
    public String type() {
      return "rows";
    }
  }

  static DefinitionReader reader() {
    return DefinitionReader.of(List.of(SOURCE));
  }

  static Definitions read(String text) {
    return read(text, Map.of());
  }

  static Definitions read(String text, Map<String, String> variables) {
    try {
      return reader().read("test.yaml", text, Environment.of(variables));
    } catch (DefinitionException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** The problems of a text, each on a line. */
  static String problems(String text, Map<String, String> variables) {
    return wrong(text, variables).map(Throwable::getMessage).orElse("");
  }

  static Optional<DefinitionException> wrong(String text, Map<String, String> variables) {
    try {
      reader().read("test.yaml", text, Environment.of(variables));
      return Optional.empty();
    } catch (DefinitionException e) {
      return Optional.of(e);
    }
  }
}
