package io.murmur.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkProcessesIT {

  @TempDir Path directory;

  @Test
  void aClusterOfProcessesAnswersItsClientAndOutlivesAKilledTaskManager() throws Exception {
    try (FlinkProcesses cluster = FlinkProcesses.start(directory, 2, 1, Map.of())) {
      FlinkProcesses.Outcome list = cluster.cli(Duration.ofMinutes(1), "list", "-a");
      assertThat(list.output()).contains("No running jobs");
      assertThat(list.exitCode()).isZero();

      cluster.killTaskManager();
      cluster.startTaskManager();
      cluster.await(
          "the loss of one task manager and the arrival of another",
          () -> cluster.registeredTaskManagers() == 2);
      assertThat(cluster.cli(Duration.ofMinutes(1), "list").exitCode()).isZero();
    }
  }
}
