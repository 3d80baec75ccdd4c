package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.RunReport;
import io.murmur.control.RunStatus;
import io.murmur.flink.bootstrap.BootstrapReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTextTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void allNumbersAreInOneColumn() {
    RunReport run =
        new RunReport(
            "first",
            "views",
            "page_views",
            "bootstrap",
            false,
            RunStatus.COMPLETED,
            1,
            new TreeMap<>(Map.of("mergeDeadLetters", 2L, "read", 1_234_567L)),
            Optional.empty(),
            NOON,
            NOON,
            Optional.of(NOON.plusSeconds(90)),
            Duration.ofSeconds(90),
            Optional.empty());

    assertThat(ReportText.of(new BootstrapReport(false, run)))
        .isEqualToNormalizingNewlines(
            """
            run first completed
              mergeDeadLetters               2
              read                   1,234,567
              duration                  90.0 s\
            """);
  }
}
