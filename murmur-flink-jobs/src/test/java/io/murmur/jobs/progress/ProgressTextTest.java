package io.murmur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.SourceExtent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTextTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aLineSaysAllAndCallsEstimatesSo() {
    Snapshot now =
        new Snapshot(
            NOW,
            SourceExtent.ofBytes(266_000_000),
            120_000_000,
            1_234_567,
            OptionalLong.of(5_000),
            3_400,
            10);
    Progress progress =
        new Progress(
            now, Duration.ofSeconds(35), 45_000.4, 120, Optional.of(Duration.ofMinutes(2)));

    assertThat(ProgressText.line(progress))
        .isEqualTo(
            "[35 s] about 45%, 120.0 MB of 266.0 MB read, about 2 min 00 s left,"
                + " 1,234,567 events, 45,000/s, 5,000 keys, 3,400 writes, 120/s, 10 dead letters");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    Snapshot now = new Snapshot(NOW, SourceExtent.unknown(), 0, 7, OptionalLong.empty(), 0, 0);

    assertThat(
            ProgressText.line(new Progress(now, Duration.ofMinutes(61), 0.2, 0, Optional.empty())))
        .isEqualTo("[1 h 01 min] 7 events, 0/s, 0 writes, 0/s, 0 dead letters");
  }

  @Test
  void lessThanASecondIsNotWorthSaying() {
    Snapshot now = new Snapshot(NOW, SourceExtent.ofBytes(100), 99, 7, OptionalLong.empty(), 0, 0);

    assertThat(
            ProgressText.line(
                new Progress(
                    now, Duration.ofSeconds(9), 1, 0, Optional.of(Duration.ofMillis(400)))))
        .doesNotContain("left");
  }

  @Test
  void ofATableTheRecordsAreCounted() {
    Snapshot now =
        new Snapshot(NOW, SourceExtent.ofRows(50_000), 0, 12_345, OptionalLong.empty(), 7, 0);

    assertThat(ProgressText.line(new Progress(now, Duration.ZERO, 0, 0, Optional.empty())))
        .isEqualTo(
            "[0 s] about 24%, 12,345 of about 50,000 records read, 12,345 events, 0/s, 7 writes,"
                + " 0/s, 0 dead letters");
  }

  @Test
  void itIsNotAllReadBeforeTheLastByteAndNeverMoreThanAll() {
    assertThat(lineOf(1000, 999)).contains("about 99%");
    assertThat(lineOf(1000, 1000)).contains("about 100%");
    assertThat(lineOf(1000, 1200)).contains("about 100%, 1.2 KB of 1.0 KB read");
    assertThat(lineOf(0, 0)).contains("about 100%, 0 B of 0 B read");
  }

  @Test
  void pipelinesOfAJobReadTheSameAndWriteEachTheirOwn() {
    Snapshot snapshot =
        Snapshot.of(
            NOW,
            SourceExtent.unknown(),
            List.of(
                Map.of("read", 10L, "bytes", 70L, "merges", 3L, "deadLetters", 1L, "keys", 2L),
                Map.of("read", 9L, "bytes", 70L, "merges", 4L, "mergeDeadLetters", 5L)));

    assertThat(snapshot)
        .isEqualTo(new Snapshot(NOW, SourceExtent.unknown(), 70, 10, OptionalLong.of(2), 7, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "999,999 B",
    "1000,1.0 KB",
    "999949,999.9 KB",
    "999950,1.0 MB",
    "32000000000,32.0 GB"
  })
  void bytesHaveAUnitThatFits(long bytes, String text) {
    assertThat(ProgressText.bytes(bytes)).isEqualTo(text);
  }

  private static String lineOf(long total, long bytes) {
    Snapshot now =
        new Snapshot(NOW, SourceExtent.ofBytes(total), bytes, 0, OptionalLong.empty(), 0, 0);
    return ProgressText.line(new Progress(now, Duration.ZERO, 0, 0, Optional.empty()));
  }
}
