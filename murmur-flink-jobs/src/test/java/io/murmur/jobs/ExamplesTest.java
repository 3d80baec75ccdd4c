package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Environment;
import io.murmur.flink.definition.DefinedBootstrap;
import io.murmur.flink.definition.DefinitionFiles;
import io.murmur.flink.definition.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every definition that lies beside the job is one. */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("examples");

  /** What they take from the environment and have no default for. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "ORDERS_PASSWORD", "hunter2",
          "ORDERS_MONGODB", "mongodb://me:hunter2@mongo",
          "PAGE_VIEWS_LOGIN", "hunter2");

  @ParameterizedTest
  @MethodSource("examples")
  void eachExampleIsUnderstoodAndShowsNoSecret(Path example) {
    Definitions job = DefinitionFile.read(example, Environment.of(VARIABLES));

    assertThat(DefinedBootstrap.of(job)).hasSameSizeAs(job.all());
    assertThat(Plan.of(job).text()).doesNotContain("hunter2");
    assertThat(job.toString()).doesNotContain("hunter2");
  }

  @Test
  void thereIsOneForEveryKindOfSource() throws IOException {
    List<String> types =
        examples()
            .map(example -> DefinitionFile.read(example, Environment.of(VARIABLES)))
            .map(job -> job.source().type())
            .distinct()
            .collect(Collectors.toList());

    assertThat(types).containsExactlyInAnyOrderElementsOf(DefinitionFiles.kinds());
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }
}
