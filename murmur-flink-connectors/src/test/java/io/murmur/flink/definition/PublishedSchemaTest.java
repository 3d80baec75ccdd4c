package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The schema that is handed to editors is the one of the words as they are. If it is not, run this
 * class's main method with the place of the resource.
 */
class PublishedSchemaTest {

  private static final String RESOURCE = "definition.schema.json";

  @Test
  void thePublishedSchemaIsTrue() throws IOException {
    try (InputStream in = FlinkSourceSettings.class.getResourceAsStream(RESOURCE)) {
      String published =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(published).isEqualTo(generated());
    }
  }

  private static String generated() throws JsonProcessingException {
    return new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(DefinitionFiles.reader().schema())
            .replace(System.lineSeparator(), "\n")
        + "\n";
  }

  /** Writes the schema. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), generated());
  }
}
