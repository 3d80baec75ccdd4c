package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.definition.Definitions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleIT {

  @TempDir Path directory;

  @Test
  void theFirstRecordsOfFilesAreReadAndTried() throws Exception {
    Files.writeString(directory.resolve("a.csv"), "page,country\na,DE\nb,FR\nc,DE\n");
    Definitions job = job(directory);

    Sample two = Sample.of(job, 2);
    assertThat(two.records()).hasSize(2);
    assertThat(two.whole()).isFalse();

    Sample all = Sample.of(job, 10);
    assertThat(all.whole()).isTrue();
    Validation validation = Validation.of(job, all);
    assertThat(validation.undecodable()).isEmpty();
    assertThat(validation.problems()).isEmpty();
    assertThat(validation.pipelines().get(0).contributions()).isEqualTo(2);
  }

  @Test
  void aSourceThatCannotBeReadSaysWhy() {
    Path nowhere = directory.resolve("nowhere");

    assertThatThrownBy(() -> Sample.of(job(nowhere), 10))
        .isInstanceOf(SampleFailedException.class)
        .hasMessageStartingWith("the first records of " + nowhere + " cannot be read: ")
        .hasMessageContaining("nowhere");
  }

  private static Definitions job(Path path) {
    return Definings.read(
        """
        source: {files: {path: '%s'}}
        store: {table: views, control-table: control}
        name: v
        filter: country == 'DE'
        key: '{page}'
        aggregate: count
        """
            .formatted(path));
  }
}
